namespace Chatbot.Triage;

/// <summary>What every file of <c>knowledge/triage</c> begins with.</summary>
internal abstract record TriageFile
{
    /// <summary>Who answers for the words.</summary>
    public string? Owner { get; init; }

    public string? Reviewed { get; init; }

    public string? ReviewBy { get; init; }
}

/// <summary><c>concepts.yaml</c>: names for sets of words and phrases.</summary>
internal sealed record ConceptFile : TriageFile
{
    public Dictionary<string, List<string>>? Concepts { get; init; }
}

/// <summary><c>spelling.yaml</c>.</summary>
internal sealed record SpellingFile : TriageFile
{
    public Dictionary<string, string>? Written { get; init; }

    public List<string>? Vital { get; init; }
}

/// <summary>Every other file: rules in the order in which they are tried, and idioms.</summary>
internal sealed record RuleFile : TriageFile
{
    public List<WrittenRule>? Rules { get; init; }

    public List<WrittenIdiom>? Idioms { get; init; }

    /// <summary>Common words by language code, to tell languages of one script apart.</summary>
    public Dictionary<string, List<string>>? CommonWords { get; init; }
}

internal sealed record WrittenRule
{
    public string? Id { get; init; }

    public string? Class { get; init; }

    public string? Variant { get; init; }

    public string? Language { get; init; }

    public bool AboutAnother { get; init; }

    public bool HelpLine { get; init; }

    public List<string>? When { get; init; }

    public List<string>? Unless { get; init; }

    public List<string>? Fires { get; init; }

    public List<string>? Silent { get; init; }
}

/// <summary>Words that sound urgent and are not: urgent rules do not see what these patterns cover.</summary>
internal sealed record WrittenIdiom
{
    public string? Id { get; init; }

    public List<string>? Says { get; init; }

    public List<string>? Silent { get; init; }
}
