using Chatbot.Search;

namespace Chatbot.Answering;

/// <summary>A sentence with what speaks for it.</summary>
/// <param name="Place">The sentence.</param>
/// <param name="Score">Sum of the two others; only comparable within one question.</param>
/// <param name="Asked">How strongly the question asks for the best of its facts; about 1 where it clearly does.</param>
/// <param name="Words">Share of its passage's BM25 score, 0 to 1, times the weight of words.</param>
internal sealed record RankedSentence(SentenceRef Place, double Score, double Asked, double Words);

/// <summary>All that was found for one question, before anything is decided.</summary>
internal sealed record Findings
{
    /// <summary>Best first.</summary>
    public required IReadOnlyList<RankedSentence> Ranked { get; init; }

    /// <summary>The facts that are asked for most, best first.</summary>
    public required IReadOnlyList<KeyValuePair<string, double>> Facts { get; init; }

    /// <summary>What is asked for most of what no article states: price, hours …</summary>
    public required string? Kind { get; init; }

    /// <summary>How strongly, as <see cref="Facts"/> are.</summary>
    public required double KindScore { get; init; }

    /// <summary>Likeness to the nearest question that the articles answer, 0 to 1.</summary>
    public required double Answerable { get; init; }

    /// <summary>Likeness to the nearest question that they do not answer, 0 to 1.</summary>
    public required double Unanswerable { get; init; }

    /// <summary>The nearest authored question's text: ours, so it may be kept as context.</summary>
    public required string? NearestQuestion { get; init; }

    /// <summary>The topics that are asked for about as much as the first one, which is among them; best first.</summary>
    public IReadOnlyList<string> CloseTopics { get; init; } = [];

    public required SearchResults Passages { get; init; }

    /// <summary>True when the conversation before took part.</summary>
    public bool LeansOnContext { get; init; }

    /// <summary>The article that the answer keeps to, because it was named now or before; null for all.</summary>
    public string? Article { get; init; }

    /// <summary>True when the message itself names <see cref="Article"/>.</summary>
    public bool NamesArticle { get; init; }

    /// <summary>
    /// True when the message only names an article, and that one says nothing on what the conversation is about: then its other
    /// facts are no answer.
    /// </summary>
    public bool ArticleIsSilent { get; init; }

    /// <summary>The question with its misspelled words put right; null when none was.</summary>
    public string? ReadAs { get; init; }

    public double FactScore => Facts.Count > 0 ? Facts[0].Value : 0;
}
