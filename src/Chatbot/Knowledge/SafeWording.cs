namespace Chatbot.Knowledge;

/// <summary>
/// Checks the fixed words against <c>replies/wording.yaml</c>: the rules of safe messaging about suicide, and what a panel never does.
/// A breach stops the start with a <see cref="KnowledgeException"/> that names the words and the reason.
/// </summary>
internal static class SafeWording
{
    private const string FileName = "wording.yaml";

    private static readonly string[] PanelPrefixes = ["crisis.", "emergency."];

    /// <summary>Words that always have to name both numbers of the country.</summary>
    private static readonly string[] HelpIds =
        ["crisis.self", "crisis.other", "crisis.again", "crisis.overdose", "crisis.violence", "emergency.now", "emergency.other", "emergency.again", "triage-fault.line", "suicidality.line", "help.footer"];

    public static void Check(string folder, FixedReplies replies, HelpNumbers numbers)
    {
        var file = Path.Combine(folder, FileName);
        var rules = Yaml.Read(Yaml.Snake, file, new WordingFile());
        if (rules.Owner is null || rules.Reviewed is null || rules.ReviewBy is null)
            throw new KnowledgeException(file, 1, "The file does not say who owns it and when it was reviewed.", "Begin it with 'owner:', 'reviewed:' and 'review_by:'.");
        foreach (var id in HelpIds)
        {
            if (!replies.Has(id))
                throw new KnowledgeException(folder, 1, $"The words '{id}' are missing.", $"Restore the heading '## {id}'.");
        }

        foreach (var (id, text) in replies.All.OrderBy(words => words.Key, StringComparer.Ordinal))
        {
            var panel = PanelPrefixes.Any(prefix => id.StartsWith(prefix, StringComparison.Ordinal));
            Refuse(id, text, rules.Never ?? []);
            if (panel)
                Refuse(id, text, rules.Panels ?? []);
            if ((panel || HelpIds.Contains(id)) && !numbers.StandIn(text))
                throw new KnowledgeException(folder, 1, $"The words '{id}' do not name {numbers.Emergency} and {numbers.CrisisLine}.", "Every way to help names both numbers.");
            if (numbers.ForeignIn(text))
                throw new KnowledgeException(folder, 1, $"The words '{id}' name a number that does not answer in '{numbers.Country}'.", $"Write them for this country in replies/countries/{numbers.Country}.md.");
        }
    }

    private static void Refuse(string id, string text, List<WordingRule> rules)
    {
        foreach (var rule in rules)
        {
            if ((rule.Say ?? []).FirstOrDefault(phrase => text.Contains(phrase, StringComparison.OrdinalIgnoreCase)) is { } found)
                throw new KnowledgeException("knowledge/replies", 1, $"The words '{id}' say '{found}': {rule.Because}.", "Say it otherwise.");
        }
    }

    private sealed record WordingFile
    {
        public string? Owner { get; init; }

        public string? Reviewed { get; init; }

        public string? ReviewBy { get; init; }

        public List<WordingRule>? Never { get; init; }

        public List<WordingRule>? Panels { get; init; }
    }

    private sealed record WordingRule
    {
        public List<string>? Say { get; init; }

        public string? Because { get; init; }
    }
}
