using Chatbot.Search;

namespace Chatbot.Answering;

/// <summary>A sentence with what speaks for it.</summary>
/// <param name="Place">The sentence.</param>
/// <param name="Score">Sum of the two others; only comparable within one question.</param>
/// <param name="Votes">Similarities of the nearest authored questions tied to it.</param>
/// <param name="Words">Share of its passage's BM25 score, 0 to 1, times the weight of words.</param>
internal sealed record RankedSentence(SentenceRef Place, double Score, double Votes, double Words);

/// <summary>All that was found for one question, before anything is decided.</summary>
internal sealed record Findings
{
    /// <summary>Best first.</summary>
    public required IReadOnlyList<RankedSentence> Ranked { get; init; }

    /// <summary>Votes by fact, best first.</summary>
    public required IReadOnlyList<KeyValuePair<string, double>> Facts { get; init; }

    /// <summary>Likeness to the nearest question that the articles answer, 0 to 1.</summary>
    public required double Answerable { get; init; }

    /// <summary>Likeness to the nearest question that they do not answer, 0 to 1.</summary>
    public required double Unanswerable { get; init; }

    /// <summary>What that nearest unanswerable question asks for.</summary>
    public required string? UnanswerableKind { get; init; }

    /// <summary>The nearest authored question's text: ours, so it may be kept as context.</summary>
    public required string? NearestQuestion { get; init; }

    public required SearchResults Passages { get; init; }
}
