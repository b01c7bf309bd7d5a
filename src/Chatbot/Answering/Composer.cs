using Chatbot.Knowledge;

namespace Chatbot.Answering;

/// <summary>Turns ranked sentences into the one to three quotations that the visitor reads. Every quotation is a slice of an article.</summary>
internal sealed class Composer(AnswerIndex index)
{
    private const int MaxQuotes = 3;

    /// <summary>A sentence from another source is quoted beside the best one from this share of its score on.</summary>
    private const double OtherSourceShare = 0.15;

    /// <summary>Below this a sentence says nothing about the question, however little the best one says.</summary>
    private const double Least = 0.06;

    /// <summary>What a sentence gains whose facts are asked for together with the best one's facts, as a share of the best score.</summary>
    private const double CompanionGain = 0.5;

    /// <summary>A further sentence of a source that is quoted already needs a larger share.</summary>
    private const double SameSourceShare = 0.35;

    /// <summary>The sentence beside a quoted one is drawn into the quotation from this share of its score on.</summary>
    private const double NeighbourShare = 0.3;

    /// <summary>The best one first, then other sources that say the same or add to it, then more of the same source.</summary>
    public IReadOnlyList<Quote> Compose(IReadOnlyList<RankedSentence> ranked, int first = 1)
    {
        var best = ranked[0];
        var others = ranked.Skip(1)
            .Select(candidate => candidate with { Score = candidate.Score + (CompanionGain * best.Score * index.Together(best.Place.Sentence.Facts, candidate.Place.Sentence.Facts)) })
            .Where(candidate => candidate.Score >= Math.Max(Least, best.Score * OtherSourceShare))
            .OrderByDescending(candidate => candidate.Score)
            .ToList();
        var chosen = new List<RankedSentence> { best };
        foreach (var candidate in others)
        {
            if (chosen.Count < MaxQuotes && !chosen.Any(c => ReferenceEquals(c.Place.Article, candidate.Place.Article)))
                chosen.Add(candidate);
        }

        foreach (var candidate in others.TakeWhile(c => c.Score >= best.Score * SameSourceShare))
        {
            if (chosen.Count < MaxQuotes && !chosen.Contains(candidate) && !chosen.Any(c => Touches(c.Place, candidate.Place) || SaysAll(c.Place, candidate.Place)))
                chosen.Add(candidate);
        }

        var scores = new Dictionary<Sentence, double>(ranked.Select(r => KeyValuePair.Create(r.Place.Sentence, r.Score)), ReferenceEqualityComparer.Instance);
        var taken = new HashSet<Sentence>(chosen.Select(c => c.Place.Sentence), ReferenceEqualityComparer.Instance);
        return [.. chosen.Select((c, i) => QuoteOf(Window(c, scores, taken), first + i))];
    }

    /// <summary>How many articles say something about what the best sentence answers.</summary>
    public int Mentions(IReadOnlyList<RankedSentence> ranked)
    {
        var best = ranked[0];
        return ranked
            .Where(candidate => candidate.Asked >= best.Asked * 0.5 || index.Together(best.Place.Sentence.Facts, candidate.Place.Sentence.Facts) >= 0.25)
            .Select(candidate => candidate.Place.Article.Id)
            .Append(best.Place.Article.Id)
            .Distinct(StringComparer.Ordinal)
            .Count();
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

    /// <summary>A sentence by its address, <c>gateway-solutions#s12</c>, with the rest of its passage if asked; null when the article has changed.</summary>
    public Quote? QuoteAt(string address, bool wholePassage, int number)
    {
        if (index.At(address) is not { } place)
            return null;
        return wholePassage
            ? QuoteOf([.. place.Passage.Sentences.Select(sentence => place with { Sentence = sentence })], number)
            : QuoteOf([place], number);
    }

    private static Quote QuoteOf(IReadOnlyList<SentenceRef> window, int number)
    {
        var (first, last) = (window[0], window[^1]);
        var article = first.Article;
        var passage = first.Passage;
        return new Quote(new Citation(
            number,
            article.Source,
            article.Id,
            article.Title,
            passage.Heading,
            article.Text[first.Sentence.Start..last.Sentence.End],
            first.Sentence.Start,
            last.Sentence.End,
            $"/articles/{article.Id}#{first.Sentence.Anchor}")
        {
            Passage = article.Text[passage.Sentences[0].Start..passage.Sentences[^1].End],
        });
    }

    /// <summary>The sentence, with the better of its two neighbours in the passage when that one speaks to the question too. No sentence stands in two quotations.</summary>
    private static IReadOnlyList<SentenceRef> Window(RankedSentence chosen, Dictionary<Sentence, double> scores, HashSet<Sentence> taken)
    {
        var sentences = chosen.Place.Passage.Sentences;
        var at = Place(sentences, chosen.Place.Sentence);
        var (before, after) = (ScoreAt(at - 1), ScoreAt(at + 1));
        if (Math.Max(before, after) < Math.Max(Least, chosen.Score * NeighbourShare))
            return [chosen.Place];
        var neighbour = chosen.Place with { Sentence = sentences[after >= before ? at + 1 : at - 1] };
        taken.Add(neighbour.Sentence);
        return after >= before ? [chosen.Place, neighbour] : [neighbour, chosen.Place];

        double ScoreAt(int place) => place >= 0 && place < sentences.Count && !taken.Contains(sentences[place]) ? scores.GetValueOrDefault(sentences[place]) : 0;
    }

    /// <summary>True when the first sentence states all that the second does: "may include seizures, allergic reactions …" and "seizures are …".</summary>
    private static bool SaysAll(SentenceRef a, SentenceRef b) =>
        ReferenceEquals(a.Article, b.Article) && b.Sentence.Facts.Count > 0 && b.Sentence.Facts.All(fact => a.Sentence.Facts.Contains(fact, StringComparer.Ordinal));

    /// <summary>True when the two stand so close that one window may hold both.</summary>
    private static bool Touches(SentenceRef a, SentenceRef b) =>
        ReferenceEquals(a.Passage, b.Passage) && Math.Abs(Place(a.Passage.Sentences, a.Sentence) - Place(a.Passage.Sentences, b.Sentence)) <= 1;

    private static int Place(IReadOnlyList<Sentence> sentences, Sentence sentence)
    {
        for (var i = 0; i < sentences.Count; i++)
        {
            if (ReferenceEquals(sentences[i], sentence))
                return i;
        }

        return -1;
    }
}
