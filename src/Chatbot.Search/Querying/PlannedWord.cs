namespace Chatbot.Search;

/// <summary>Another way to find a word.</summary>
/// <param name="Terms">Term numbers; negative ones stand in no document. All count, each its share.</param>
/// <param name="Weight">What they count together, above 0 and at most 1.</param>
/// <param name="Shown">For the explanation.</param>
internal readonly record struct Variant(int[] Terms, double Weight, string Shown);

/// <summary>A word of the query as it is looked up. The same word typed again only adds to <see cref="Times"/>.</summary>
internal sealed class PlannedWord
{
    public required QueryWord Word { get; init; }

    /// <summary>Its number in the vocabulary; negative when no document holds it.</summary>
    public required int Term { get; init; }

    /// <summary>Synonyms, corrections and completions.</summary>
    public required Variant[] Variants { get; init; }

    public int Times { get; set; } = 1;

    public required bool Asks { get; init; }
}
