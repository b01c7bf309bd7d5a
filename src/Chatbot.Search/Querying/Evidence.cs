namespace Chatbot.Search;

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

    /// <summary>
    /// The same with each word weighted by how rare it is in English instead of in the index, 0 to 1: a rare word that no
    /// document holds speaks louder against an answer than an everyday one. Equal to the former without a list of words.
    /// </summary>
    public required double BackgroundCoverage { get; init; }

    /// <summary>How far the best hit leads the second, as a share of its score.</summary>
    public required double Margin { get; init; }

    /// <summary>How far the best hit leads the best one of another topic, as a share of its score; 1 when there is none.</summary>
    public required double TopicMargin { get; init; }
}
