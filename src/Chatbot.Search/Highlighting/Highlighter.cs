namespace Chatbot.Search;

/// <summary>A window of whole sentences and the words in it that the query asked for.</summary>
/// <param name="Range">An exact slice of the text.</param>
/// <param name="Highlights">Ranges of matching words, in order, in offsets of the whole text.</param>
/// <param name="Score">Sum of the idf of the distinct words that match; synonyms and corrections count by their weight.</param>
public sealed record Snippet(TextRange Range, IReadOnlyList<TextRange> Highlights, double Score);

/// <summary>Finds the sentences of a text that answer a query best.</summary>
public static class Highlighter
{
    /// <summary>What a question word counts: enough to part equals.</summary>
    private const double AskingShare = 0.1;

    /// <summary>A longer window has to bring this much more than a shorter one.</summary>
    private const double WorthASentence = 1.1;

    /// <summary>
    /// The best window of up to <paramref name="maxSentences"/> neighbouring sentences; the first of equals. A window that
    /// would open with a sentence whose subject stands in the one before ("It ...", "But these ...") opens there instead. A
    /// window of one sentence has no room for that; who asks for one wants the sentence, not something to show.
    /// </summary>
    /// <param name="text">What to cut from.</param>
    /// <param name="sentences">In order, not overlapping; <see cref="SentenceSplitter"/> gives them.</param>
    /// <param name="query">As <see cref="SearchIndex.Search"/> understood it.</param>
    /// <param name="maxSentences">At least 1.</param>
    public static Snippet Best(string text, IReadOnlyList<TextRange> sentences, QueryUnderstanding query, int maxSentences = 2)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(sentences);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSentences, 1);
        if (sentences.Count == 0)
            return new Snippet(new TextRange(0, text.Length), [], 0);

        var matches = SentenceMatches.Of(text, sentences, Weights(query));
        var best = BestWindow(matches, maxSentences, standing: maxSentences > 1);
        // Where nothing that stands by itself matches, a leaning sentence still says more than none.
        if (best.Score <= 0)
            best = BestWindow(matches, maxSentences, standing: false);
        return new Snippet(
            new TextRange(sentences[best.First].Start, sentences[best.Last].End),
            [.. Enumerable.Range(best.First, best.Last - best.First + 1).SelectMany(i => matches[i].Words)],
            Math.Max(0, best.Score));
    }

    private static Window BestWindow(IReadOnlyList<SentenceMatches> matches, int maxSentences, bool standing)
    {
        var best = new Window(0, 0, 0);
        for (var size = 1; size <= Math.Min(maxSentences, matches.Count); size++)
        {
            for (var first = 0; first + size <= matches.Count; first++)
            {
                if (standing && first > 0 && matches[first].Leans)
                    continue;
                var score = SentenceMatches.Score(matches, first, first + size - 1);
                if (score > best.Score * (size > best.Last - best.First + 1 ? WorthASentence : 1))
                    best = new Window(first, first + size - 1, score);
            }
        }

        return best;
    }

    /// <summary>What each term of the query counts in a sentence: its idf, less for question words, synonyms and corrections.</summary>
    public static IReadOnlyDictionary<string, double> Weights(QueryUnderstanding query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var word in query.Words)
        {
            Raise(weights, word.Term, word.Asks ? word.Idf * AskingShare : word.Idf);
            foreach (var synonym in word.Synonyms)
            {
                foreach (var term in synonym.Terms)
                    Raise(weights, term, word.Idf * synonym.Weight / synonym.Terms.Count);
            }

            foreach (var correction in word.Corrections)
                Raise(weights, correction.Term, word.Idf * correction.Weight);
        }

        return weights;
    }

    private static void Raise(Dictionary<string, double> weights, string term, double weight) => weights[term] = Math.Max(weights.GetValueOrDefault(term), weight);

    private readonly record struct Window(int First, int Last, double Score);
}
