namespace Chatbot.Search;

/// <summary>What a sentence holds of a query.</summary>
/// <param name="Terms">The terms that match, with their weight.</param>
/// <param name="Words">Where they stand, in offsets of the whole text.</param>
/// <param name="Leans">True when its subject stands in the sentence before.</param>
internal sealed record SentenceMatches(IReadOnlyDictionary<string, double> Terms, IReadOnlyList<TextRange> Words, bool Leans)
{
    private static readonly HashSet<string> Openers = new(StringComparer.OrdinalIgnoreCase) { "and", "but", "so", "then", "also", "yet", "or", "however", "still" };

    private static readonly HashSet<string> Leaning = new(StringComparer.OrdinalIgnoreCase)
    {
        "it", "they", "this", "these", "that", "those", "he", "she", "its", "their", "his", "her", "both", "neither", "it's", "they're", "that's",
    };

    public static IReadOnlyList<SentenceMatches> Of(string text, IReadOnlyList<TextRange> sentences, IReadOnlyDictionary<string, double> weights)
    {
        var matches = new SentenceMatches[sentences.Count];
        for (var i = 0; i < matches.Length; i++)
        {
            var sentence = text[sentences[i].Start..sentences[i].End];
            var terms = new Dictionary<string, double>(StringComparer.Ordinal);
            var words = new List<TextRange>();
            foreach (var token in EnglishAnalyzer.Instance.Analyze(sentence))
            {
                if (!weights.TryGetValue(token.Term, out var weight))
                    continue;
                terms[token.Term] = weight;
                words.Add(new TextRange(sentences[i].Start + token.Start, sentences[i].Start + token.End));
            }

            matches[i] = new SentenceMatches(terms, words, LeansOnTheOneBefore(sentence));
        }

        return matches;
    }

    /// <summary>The weight of the distinct terms in neighbouring sentences.</summary>
    public static double Score(IReadOnlyList<SentenceMatches> matches, int first, int last)
    {
        if (first == last)
            return matches[first].Terms.Values.Sum();
        var terms = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var i = first; i <= last; i++)
        {
            foreach (var (term, weight) in matches[i].Terms)
                terms[term] = weight;
        }

        return terms.Values.Sum();
    }

    /// <summary>It opens with a bare pronoun, or with a conjunction and one.</summary>
    private static bool LeansOnTheOneBefore(string sentence)
    {
        foreach (var range in StandardTokenizer.Split(sentence))
        {
            var word = sentence[range.Start..range.End].Replace('\u2019', '\'');
            if (Openers.Contains(word))
                continue;
            return Leaning.Contains(word);
        }

        return false;
    }
}
