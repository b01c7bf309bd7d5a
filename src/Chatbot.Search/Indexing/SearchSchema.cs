namespace Chatbot.Search;

/// <summary>A field of the index; each has its own statistics.</summary>
public sealed record SearchField
{
    public required string Name { get; init; }

    /// <summary>What this field's score is multiplied with in the sum.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>What a question word ("what", "can", "do") counts in this field; 1 means like any word.</summary>
    public double QuestionWordWeight { get; init; } = 1;
}

/// <summary>What an index is made of.</summary>
public sealed record SearchSchema
{
    public required IReadOnlyList<SearchField> Fields { get; init; }

    public SynonymMap Synonyms { get; init; } = SynonymMap.Empty;

    /// <summary>Lower-case words that ask rather than name.</summary>
    public IReadOnlySet<string> QuestionWords { get; init; } = DefaultQuestionWords;

    private static readonly HashSet<string> DefaultQuestionWords = new(StringComparer.Ordinal)
    {
        "what", "which", "who", "whom", "whose", "when", "where", "why", "how", "can", "could", "do", "does", "did", "should",
        "would", "may", "might", "must", "am", "have", "has", "had", "i", "you", "my", "your", "me", "we", "us", "any", "get", "tell",
    };
}

/// <summary>A document: its id and its texts in the order of the schema's fields.</summary>
public sealed record SearchDocument(string Id, IReadOnlyList<string> FieldTexts);

/// <summary>One entry of a synonym list, in one direction. Both sides may be several words.</summary>
/// <param name="From">What is typed.</param>
/// <param name="To">What is looked up too.</param>
/// <param name="Weight">What the other word counts, above 0 and at most 1.</param>
public sealed record Synonym(string From, string To, double Weight);
