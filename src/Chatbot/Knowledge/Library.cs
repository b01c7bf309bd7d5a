namespace Chatbot.Knowledge;

/// <summary>All that the service knows, read once and never changed; a reload makes a new one.</summary>
internal sealed record Library
{
    /// <summary>Where it was read from, for what is kept beside it; null for a library made by hand.</summary>
    public string? Folder { get; init; }

    public required IReadOnlyList<Article> Articles { get; init; }

    public required IReadOnlyList<AuthoredQuestion> Questions { get; init; }

    public required IReadOnlyList<UnanswerableQuestion> Unanswerable { get; init; }

    public IReadOnlyList<FollowUpQuestion> FollowUps { get; init; } = [];

    public required IReadOnlyList<Difference> Differences { get; init; }

    public required IReadOnlyList<Counterpart> Counterparts { get; init; }

    public required IReadOnlyList<TopicCard> Topics { get; init; }

    public required LanguageLists Language { get; init; }

    /// <summary>The bot's fixed words.</summary>
    public required FixedReplies Replies { get; init; }

    public required ClinicProfile Clinic { get; init; }

    public Article? Find(string articleId) => Articles.FirstOrDefault(article => string.Equals(article.Id, articleId, StringComparison.Ordinal));
}
