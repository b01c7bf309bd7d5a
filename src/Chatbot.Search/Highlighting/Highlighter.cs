namespace Chatbot.Search;

/// <summary>A window of whole sentences and the words in it that the query asked for.</summary>
/// <param name="Range">An exact slice of the text.</param>
/// <param name="Highlights">Ranges of matching words, in order, in offsets of the whole text.</param>
/// <param name="Score">Sum of the idf of the distinct words that match; synonyms count by their weight.</param>
public sealed record Snippet(TextRange Range, IReadOnlyList<TextRange> Highlights, double Score);

/// <summary>Finds the sentences of a text that answer a query best.</summary>
public static class Highlighter
{
    private static readonly HashSet<string> Leaning = new(StringComparer.OrdinalIgnoreCase) { "It", "They", "This", "These", "That", "Those", "He", "She", "Its", "Their" };

    /// <summary>
    /// The best window of up to <paramref name="maxSentences"/> neighbouring sentences; the first of equals. A window that
    /// would open with a bare pronoun takes in the sentence before it when there is room.
    /// </summary>
    public static Snippet Best(string text, IReadOnlyList<TextRange> sentences, QueryUnderstanding query, int maxSentences = 2)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(sentences);
        ArgumentNullException.ThrowIfNull(query);
        if (sentences.Count == 0)
            return new Snippet(new TextRange(0, text.Length), [], 0);

        var weights = Weights(query);
        var tokens = sentences.Select(sentence => EnglishAnalyzer.Instance.Analyze(text[sentence.Start..sentence.End])).ToList();
        var (from, to, score) = (0, 0, -1.0);
        for (var size = 1; size <= Math.Min(maxSentences, sentences.Count); size++)
        {
            for (var first = 0; first + size <= sentences.Count; first++)
            {
                // A longer window has to bring more than the shorter one did.
                var value = Value(tokens.Skip(first).Take(size), weights);
                if (value > score * (size > 1 ? 1.1 : 1))
                    (from, to, score) = (first, first + size - 1, value);
            }
        }

        if (from > 0 && to - from + 1 < maxSentences && Leans(text, sentences[from]))
            from--;
        return new Snippet(new TextRange(sentences[from].Start, sentences[to].End), Marks(sentences, tokens, from, to, weights), Math.Max(0, score));
    }

    private static Dictionary<string, double> Weights(QueryUnderstanding query)
    {
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var word in query.Words)
        {
            weights[word.Term] = Math.Max(weights.GetValueOrDefault(word.Term), word.Asks ? word.Idf * 0.1 : word.Idf);
            foreach (var synonym in word.Synonyms)
            {
                foreach (var term in synonym.Terms)
                    weights[term] = Math.Max(weights.GetValueOrDefault(term), word.Idf * synonym.Weight / synonym.Terms.Count);
            }
        }

        return weights;
    }

    private static double Value(IEnumerable<IReadOnlyList<Token>> window, Dictionary<string, double> weights) =>
        window.SelectMany(tokens => tokens).Select(token => token.Term).Distinct(StringComparer.Ordinal).Sum(term => weights.GetValueOrDefault(term));

    private static List<TextRange> Marks(IReadOnlyList<TextRange> sentences, List<IReadOnlyList<Token>> tokens, int from, int to, Dictionary<string, double> weights) =>
        [.. Enumerable.Range(from, to - from + 1).SelectMany(i => tokens[i]
            .Where(token => weights.ContainsKey(token.Term))
            .Select(token => new TextRange(sentences[i].Start + token.Start, sentences[i].Start + token.End)))];

    private static bool Leans(string text, TextRange sentence)
    {
        var end = sentence.Start;
        while (end < sentence.End && char.IsLetter(text[end]))
            end++;
        return Leaning.Contains(text[sentence.Start..end]);
    }
}
