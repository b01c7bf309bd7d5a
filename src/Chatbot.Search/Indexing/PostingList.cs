namespace Chatbot.Search;

/// <summary>
/// One word's documents in one field, in order, and what it gives each: impact times factor. A piece of the index's own
/// arrays, or a merged list in arrays of its own when a word has synonyms or corrections.
/// </summary>
internal sealed class PostingList
{
    public required int[] Documents { get; init; }

    public required Impacts Impacts { get; init; }

    public required int Start { get; init; }

    public required int End { get; init; }

    public required float Factor { get; init; }

    /// <summary>The largest score in the list.</summary>
    public required float Largest { get; init; }

    /// <summary>As many documents as <see cref="FieldPostings.Best"/> have at least this score; 0 when they are fewer.</summary>
    public required float LeastOfBest { get; init; }

    /// <summary>Null for a list that is rare or merged.</summary>
    public PostingWindows? Windows { get; init; }

    public int Count => End - Start;
}
