namespace Chatbot.Search;

/// <summary>What to search for and how much to tell.</summary>
public sealed record SearchOptions
{
    public static SearchOptions Default { get; } = new();

    /// <summary>How many hits at most, from 0.</summary>
    public int Top { get; init; } = 10;

    /// <summary>True to give each hit its <see cref="Explanation"/>.</summary>
    public bool Explain { get; init; }

    public bool UseSynonyms { get; init; } = true;

    /// <summary>False to take every word as it is typed, also where the schema has <see cref="Spelling"/>.</summary>
    public bool UseSpelling { get; init; } = true;

    /// <summary>
    /// True while the visitor is still typing: the last word also stands for those that begin with it. When false that
    /// happens only for a last word that no document holds and after which the text ends.
    /// </summary>
    public bool LastWordIsUnfinished { get; init; }
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
/// <param name="Id">What the caller named it.</param>
/// <param name="Ordinal">In the order of addition, from 0.</param>
/// <param name="Score">Above 0; comparable within one query only.</param>
/// <param name="Explanation">Where it was asked for.</param>
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

    /// <summary>Its rarity: Lucene's idf in the last field, of the first correction when there is one.</summary>
    public required double Idf { get; init; }

    /// <summary>What is looked up beside it.</summary>
    public required IReadOnlyList<QuerySynonym> Synonyms { get; init; }

    /// <summary>What it may have been meant to be, likeliest first; only for a word that no document holds, or an unfinished one.</summary>
    public IReadOnlyList<QueryCorrection> Corrections { get; init; } = [];

    /// <summary>As it was typed, in lower case; null when nobody needs it.</summary>
    internal string? Surface { get; init; }

    public override string ToString() =>
        $"{Term} (in {DocumentFrequency}{(Asks ? ", asks" : "")}){string.Concat(Synonyms.Select(s => $" ~ {s.Shown} x{s.Weight:0.##}"))}{string.Concat(Corrections.Select(c => $" -> {c.Shown} x{c.Weight:0.##}"))}";
}

/// <summary>A synonym that took part: its terms all count, and together they weigh <paramref name="Weight"/>.</summary>
public sealed record QuerySynonym(string Shown, IReadOnlyList<string> Terms, double Weight);

/// <summary>A word of the index that was looked up in the place of one it does not hold.</summary>
/// <param name="Shown">As documents spell it, in lower case.</param>
/// <param name="Term">As it is indexed.</param>
/// <param name="Weight">What it counts, above 0 and at most 1.</param>
/// <param name="Edits">1 or 2 for a misspelling; 0 when an unfinished word was completed.</param>
public sealed record QueryCorrection(string Shown, string Term, double Weight, int Edits);
