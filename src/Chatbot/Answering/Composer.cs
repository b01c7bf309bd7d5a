using Chatbot.Knowledge;

namespace Chatbot.Answering;

/// <summary>Turns ranked sentences into the one to three quotations that the visitor reads. Every quotation is a slice of an article.</summary>
internal sealed class Composer(AnswerIndex index)
{
    private const int MaxQuotes = 3;

    /// <summary>A sentence from another source is quoted beside the best one from this share of its score on.</summary>
    private const double OtherSourceShare = 0.3;

    /// <summary>A further sentence of a source that is quoted already needs a larger share.</summary>
    private const double SameSourceShare = 0.55;

    /// <summary>The sentence beside a quoted one is drawn into the quotation from this share of its score on.</summary>
    private const double NeighbourShare = 0.4;

    /// <summary>Best first, different sources preferred.</summary>
    public static IReadOnlyList<Quote> Compose(IReadOnlyList<RankedSentence> ranked)
    {
        var chosen = new List<RankedSentence>();
        var best = ranked[0].Score;
        foreach (var candidate in ranked)
        {
            if (chosen.Count == MaxQuotes || candidate.Score < best * OtherSourceShare)
                break;
            var sameSource = chosen.Any(c => ReferenceEquals(c.Place.Article, candidate.Place.Article));
            if (!sameSource)
                chosen.Add(candidate);
        }

        foreach (var candidate in ranked.TakeWhile(c => c.Score >= best * SameSourceShare))
        {
            if (chosen.Count < MaxQuotes && !chosen.Contains(candidate) && !chosen.Any(c => Touches(c.Place, candidate.Place)))
                chosen.Add(candidate);
        }

        var scores = new Dictionary<Sentence, double>(ranked.Select(r => KeyValuePair.Create(r.Place.Sentence, r.Score)), ReferenceEqualityComparer.Instance);
        return [.. chosen.OrderByDescending(c => c.Score).Select((c, i) => QuoteOf(Window(c, scores), i + 1))];
    }

    /// <summary>The sentences that state these facts, one quotation a passage, numbered from <paramref name="first"/>.</summary>
    public IEnumerable<Quote> QuoteFacts(IEnumerable<string> facts, string? articleId, int first)
    {
        var taken = new HashSet<Sentence>(ReferenceEqualityComparer.Instance);
        var number = first;
        foreach (var fact in facts)
        {
            var places = index.Stating(fact).Where(place => articleId is null || string.Equals(place.Article.Id, articleId, StringComparison.Ordinal));
            if (places.FirstOrDefault() is { } place && taken.Add(place.Sentence))
                yield return QuoteOf([place], number++);
        }
    }

    private static Quote QuoteOf(IReadOnlyList<SentenceRef> window, int number)
    {
        var (first, last) = (window[0], window[^1]);
        var article = first.Article;
        return new Quote(new Citation(
            number,
            article.Source,
            article.Id,
            article.Title,
            first.Passage.Heading,
            article.Text[first.Sentence.Start..last.Sentence.End],
            first.Sentence.Start,
            last.Sentence.End,
            $"/articles/{article.Id}#{first.Sentence.Anchor}"));
    }

    /// <summary>The sentence, with the better of its two neighbours in the passage when that one speaks to the question too.</summary>
    private static IReadOnlyList<SentenceRef> Window(RankedSentence chosen, Dictionary<Sentence, double> scores)
    {
        var sentences = chosen.Place.Passage.Sentences;
        var at = sentences.ToList().IndexOf(chosen.Place.Sentence);
        var before = at > 0 ? scores.GetValueOrDefault(sentences[at - 1]) : 0;
        var after = at + 1 < sentences.Count ? scores.GetValueOrDefault(sentences[at + 1]) : 0;
        if (Math.Max(before, after) < chosen.Score * NeighbourShare)
            return [chosen.Place];
        return after >= before
            ? [chosen.Place, chosen.Place with { Sentence = sentences[at + 1] }]
            : [chosen.Place with { Sentence = sentences[at - 1] }, chosen.Place];
    }

    /// <summary>True when the two stand so close that one window may hold both.</summary>
    private static bool Touches(SentenceRef a, SentenceRef b)
    {
        if (!ReferenceEquals(a.Passage, b.Passage) && !string.Equals(a.Passage.Id, b.Passage.Id, StringComparison.Ordinal))
            return false;
        var sentences = a.Passage.Sentences.ToList();
        return Math.Abs(sentences.IndexOf(a.Sentence) - sentences.IndexOf(b.Sentence)) <= 1;
    }
}
