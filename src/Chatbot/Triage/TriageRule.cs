namespace Chatbot.Triage;

/// <summary>One rule of a rule file: the verdict it gives, and when.</summary>
internal sealed class TriageRule
{
    public required TriageVerdict Verdict { get; init; }

    public required IReadOnlyList<WordPattern> When { get; init; }

    /// <summary>Any of these keeps the rule silent.</summary>
    public required IReadOnlyList<WordPattern> Unless { get; init; }

    /// <summary>Messages that this rule has to catch; a test tries them.</summary>
    public required IReadOnlyList<string> Fires { get; init; }

    /// <summary>Messages that this rule must not catch.</summary>
    public required IReadOnlyList<string> Silent { get; init; }

    /// <summary>Where the rule is written, for faults: file and line.</summary>
    public required string Source { get; init; }

    /// <summary>Urgent rules do not see the words of idioms.</summary>
    public bool Matches(ConceptSpans spans) =>
        MatchOf(spans) is not null && !Unless.Any(pattern => pattern.Matches(spans, masked: false));

    /// <summary>The pattern that the message fits, whether or not an exception then silences the rule.</summary>
    public WordPattern? MatchOf(ConceptSpans spans) => When.FirstOrDefault(pattern => pattern.Matches(spans, masked: Verdict.Urgent));
}
