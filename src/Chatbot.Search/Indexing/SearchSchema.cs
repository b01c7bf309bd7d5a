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

/// <summary>
/// What an index is made of. With one field and nothing else it keeps Lucene's contract; <see cref="PassageIndexBuilder"/>
/// knows what is worth adding.
/// </summary>
public sealed record SearchSchema
{
    public required IReadOnlyList<SearchField> Fields { get; init; }

    public SynonymMap Synonyms { get; init; } = SynonymMap.Empty;

    /// <summary>Lower-case words that ask rather than name.</summary>
    public IReadOnlySet<string> QuestionWords { get; init; } = Chatbot.Search.QuestionWords.Plain;

    /// <summary>What the best candidates are compared by beyond their words; null to leave it at the words.</summary>
    public Refinement? Refinement { get; init; }

    /// <summary>How misspelled and unfinished words are understood; null to take every word as it is typed.</summary>
    public Spelling? Spelling { get; init; }
}

/// <summary>
/// What is added to the word score of the best candidates. Each part is in units of the word score, so that weights mean
/// the same for short and for long questions.
/// </summary>
public sealed record Refinement
{
    /// <summary>How many of the best documents by words take part; at least as many as are asked for.</summary>
    public int Candidates { get; init; } = 100;

    /// <summary>Weight of the words found anywhere in the document's topic: passages under one heading speak for each other.</summary>
    public double TopicWeight { get; init; }

    /// <summary>
    /// Weight of the likeness (cosine of character four-grams, 0 to 1) of the query to the most like line of the first
    /// field, times the idf of the whole query.
    /// </summary>
    public double LikenessWeight { get; init; }

    /// <summary>
    /// Weight of the nearness in meaning (cosine of a sentence encoder's vectors, 0 to 1) of the query to the nearest line of
    /// the first field, times the idf of the whole query. It counts only in an index that is built with an encoder.
    /// </summary>
    public double MeaningWeight { get; init; }

    /// <summary>Weight of words that stand together in the last field as they do in the query.</summary>
    public double ProximityWeight { get; init; }
}

/// <summary>How misspelled words and an unfinished last word are understood.</summary>
public sealed record Spelling
{
    /// <summary>English words that are right although no document holds them.</summary>
    public required CommonWords Words { get; init; }

    /// <summary>What a correction by one edit counts, above 0 and at most 1.</summary>
    public double OneEditWeight { get; init; } = 0.8;

    /// <summary>What a correction by two edits counts, above 0 and at most 1.</summary>
    public double TwoEditsWeight { get; init; } = 0.6;

    /// <summary>What a word counts that begins with the unfinished last word, above 0 and at most 1.</summary>
    public double CompletionWeight { get; init; } = 0.7;
}

/// <summary>A document: its id and its texts in the order of the schema's fields.</summary>
public sealed record SearchDocument(string Id, IReadOnlyList<string> FieldTexts)
{
    /// <summary>What the document is about: those of one topic back each other. Null stands for a topic of its own.</summary>
    public string? Topic { get; init; }
}

/// <summary>One entry of a synonym list, in one direction. Both sides may be several words.</summary>
/// <param name="From">What is typed.</param>
/// <param name="To">What is looked up too.</param>
/// <param name="Weight">What the other word counts, above 0 and at most 1.</param>
public sealed record Synonym(string From, string To, double Weight);
