namespace Chatbot.Knowledge;

/// <summary>A point on which the sources take positions; shown whole, never averaged.</summary>
internal sealed record Difference
{
    public required string Id { get; init; }

    public required string Topic { get; init; }

    public required string Title { get; init; }

    /// <summary>What is being compared, in words shown to the visitor.</summary>
    public required string Measures { get; init; }

    /// <summary>Facts whose being asked for brings this point up.</summary>
    public required IReadOnlyList<string> Triggers { get; init; }

    /// <summary>A plain sentence shown above the positions.</summary>
    public string? Note { get; init; }

    /// <summary>
    /// True for instructions and wherever reassurance must never come first: then the most cautious position stands first,
    /// whichever was asked for.
    /// </summary>
    public bool CautiousFirst { get; init; }

    /// <summary>In the order of the file: most cautious first wherever safety is concerned.</summary>
    public required IReadOnlyList<Position> Positions { get; init; }
}

/// <summary>What one article says on a point.</summary>
internal sealed record Position
{
    public required string Article { get; init; }

    public required IReadOnlyList<string> Facts { get; init; }

    /// <summary>What this position measures when that differs between positions: infusion, treatment, session.</summary>
    public string? Measures { get; init; }
}

/// <summary>A question that visitors ask, tied by its facts to the sentences that answer it.</summary>
internal sealed record AuthoredQuestion
{
    public required string Id { get; init; }

    public required string Text { get; init; }

    public required IReadOnlyList<string> Facts { get; init; }

    /// <summary>Name of the file it stands in.</summary>
    public required string Topic { get; init; }
}

/// <summary>A question that no article answers; one like it is not answered either.</summary>
internal sealed record UnanswerableQuestion
{
    public required string Text { get; init; }

    /// <summary>What is asked for: price, hours, insurance …; says which of the clinic's own facts may answer.</summary>
    public required string Kind { get; init; }
}

/// <summary>A one-sided claim and what must stand beside it whenever it is quoted.</summary>
internal sealed record Counterpart
{
    public required string Id { get; init; }

    /// <summary>Facts that make the claim.</summary>
    public required IReadOnlyList<string> Claims { get; init; }

    /// <summary>Facts of which one must be cited too.</summary>
    public required IReadOnlyList<string> Beside { get; init; }
}

/// <summary>A topic as shown to visitors, with questions offered as buttons.</summary>
internal sealed record TopicCard
{
    public required string Id { get; init; }

    /// <summary>As it fits into "Still about …".</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<string> Questions { get; init; }
}

/// <summary>A question that is nothing without the one before it, from <c>questions/follow-ups.jsonl</c>.</summary>
/// <param name="Context">The authored question that it follows.</param>
/// <param name="Text">As it is asked.</param>
/// <param name="Facts">Those that answer it, the best first; empty when no article does.</param>
/// <param name="Kind">What it asks for that no article states; null when facts answer it.</param>
internal sealed record FollowUpQuestion(string Context, string Text, IReadOnlyList<string> Facts, string? Kind);
