namespace Chatbot.Search;

/// <summary>What to search for and how much to tell.</summary>
public sealed record SearchOptions
{
    public static SearchOptions Default { get; } = new();

    /// <summary>How many hits at most.</summary>
    public int Top { get; init; } = 10;

    /// <summary>True to give each hit its <see cref="Explanation"/>.</summary>
    public bool Explain { get; init; }

    public bool UseSynonyms { get; init; } = true;
}

/// <summary>Hits, what was understood of the query, and the evidence for or against answering at all.</summary>
public sealed record SearchResults
{
    /// <summary>Best first; equal scores in the order in which the documents were added.</summary>
    public required IReadOnlyList<SearchHit> Hits { get; init; }

    public required QueryUnderstanding Query { get; init; }

    public required Evidence Evidence { get; init; }
}

/// <summary>A document that was found.</summary>
public sealed record SearchHit(string Id, int Ordinal, double Score, Explanation? Explanation);

/// <summary>What became of the query's words.</summary>
public sealed record QueryUnderstanding(IReadOnlyList<QueryWord> Words);

/// <summary>One word of the query.</summary>
public sealed record QueryWord
{
    /// <summary>As it was analysed: stemmed, lower case.</summary>
    public required string Term { get; init; }

    /// <summary>UTF-16 offset in the query.</summary>
    public required int Start { get; init; }

    /// <summary>UTF-16 offset after the word.</summary>
    public required int End { get; init; }

    /// <summary>True for a word that asks ("what", "can") rather than names.</summary>
    public required bool Asks { get; init; }

    /// <summary>In how many documents it stands, in any field at most.</summary>
    public required int DocumentFrequency { get; init; }

    /// <summary>Its rarity: Lucene's idf in the last field.</summary>
    public required double Idf { get; init; }

    /// <summary>What is looked up beside it.</summary>
    public required IReadOnlyList<QuerySynonym> Synonyms { get; init; }

    public override string ToString() =>
        $"{Term} (in {DocumentFrequency}{(Asks ? ", asks" : "")}){string.Concat(Synonyms.Select(s => $" ~ {s.Shown} x{s.Weight:0.##}"))}";
}

/// <summary>A synonym that took part: its terms all count, and together they weigh <paramref name="Weight"/>.</summary>
public sealed record QuerySynonym(string Shown, IReadOnlyList<string> Terms, double Weight);

/// <summary>What speaks for an answer; the decision is the caller's.</summary>
public sealed record Evidence
{
    public required double TopScore { get; init; }

    /// <summary>The sum that a document with all words could approach; unknown words count at the highest idf.</summary>
    public required double MaximumScore { get; init; }

    /// <summary>Top score over maximum, 0 to 1.</summary>
    public double NormalisedScore => MaximumScore > 0 ? TopScore / MaximumScore : 0;

    /// <summary>Share of the naming words' idf that the best hit covers, 0 to 1.</summary>
    public required double RareWordCoverage { get; init; }

    /// <summary>How far the best hit leads the second, as a share of its score.</summary>
    public required double Margin { get; init; }
}
