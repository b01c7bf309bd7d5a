namespace Chatbot.Triage;

/// <summary>What a message is, in order of precedence (the first that applies wins).</summary>
internal enum TriageClass
{
    /// <summary>A wish to die, self-harm, overdose, harm to others: the visitor's own or a known person's.</summary>
    Crisis,

    /// <summary>An acute dangerous symptom now, in anyone.</summary>
    Emergency,

    /// <summary>A personal health fact, or a judgement about one person's care.</summary>
    Clinical,

    /// <summary>About suicidality as a condition or outcome, nobody at risk now: answered, with the help line.</summary>
    SuicideTopic,

    /// <summary>Would get the same answer for everyone; search decides.</summary>
    General,

    SmallTalk,
    OffTopic,
    Abuse,
    Injection,
    NonEnglish,
    Empty,
}

/// <summary>The verdict on one message and the rule that gave it. Holds no visitor text, so it may be logged.</summary>
internal sealed record TriageVerdict
{
    public required TriageClass Class { get; init; }

    /// <summary>The rule that fired, <c>crisis.wish-to-die</c>.</summary>
    public required string RuleId { get; init; }

    /// <summary>True when the person at risk is somebody other than the visitor.</summary>
    public bool AboutAnother { get; init; }

    /// <summary>True when the reply must carry the 988 line although it is no panel.</summary>
    public bool HelpLine { get; init; }

    /// <summary>True when danger cannot be ruled out: answered only where the articles clearly hold it, with the help line.</summary>
    public bool Doubt { get; init; }

    /// <summary>ISO 639-1 code of the visitor's language when it is one that the fixed words know.</summary>
    public string Language { get; init; } = "en";

    /// <summary>For small talk: which, such as <c>greeting</c>, <c>thanks</c>, <c>robot</c>, <c>bye</c>.</summary>
    public string? Variant { get; init; }

    public bool Urgent => Class is TriageClass.Crisis or TriageClass.Emergency;
}
