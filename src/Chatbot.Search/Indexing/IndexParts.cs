namespace Chatbot.Search;

/// <summary>What an index is made of; nothing in it changes any more.</summary>
internal sealed record IndexParts
{
    public required SearchSchema Schema { get; init; }

    /// <summary>Ids by ordinal.</summary>
    public required string[] Ids { get; init; }

    public required Vocabulary Vocabulary { get; init; }

    public required Spellings Spellings { get; init; }

    /// <summary>In the order of the schema's fields.</summary>
    public required FieldPostings[] Fields { get; init; }

    public required TopicMap Topics { get; init; }

    /// <summary>Postings whose documents are topics; null when topics do not count.</summary>
    public required FieldPostings? TopicPostings { get; init; }

    /// <summary>Null without a refinement.</summary>
    public required TermStreams? Streams { get; init; }

    /// <summary>Null when likeness does not count.</summary>
    public required LineLikeness? Likeness { get; init; }

    /// <summary>What a word counts in each field before its rarity.</summary>
    public required double[] Weights { get; init; }

    /// <summary>The same for a word that asks.</summary>
    public required double[] QuestionWordWeights { get; init; }

    /// <summary>Null without an encoder.</summary>
    public required LineMeaning? Meaning { get; init; }

    /// <summary>Null when words are taken as typed.</summary>
    public required SpellingCorrector? Spelling { get; init; }

    /// <summary>What a word counts in a field before its rarity.</summary>
    public double WordWeight(int field, PlannedWord word) => (word.Asks ? QuestionWordWeights : Weights)[field];
}
