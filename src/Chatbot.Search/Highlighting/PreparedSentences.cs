namespace Chatbot.Search;

/// <summary>The sentences of a passage, analysed once, for whoever asks for the best one of the same passage again and again. Immutable.</summary>
public sealed class PreparedSentences
{
    private readonly string[][] _terms;

    private PreparedSentences(string[][] terms) => _terms = terms;

    public static PreparedSentences Of(IEnumerable<string> sentences)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        return new PreparedSentences([.. sentences.Select(sentence => EnglishAnalyzer.Instance.Analyze(sentence).Select(token => token.Term).Distinct(StringComparer.Ordinal).ToArray())]);
    }

    /// <summary>The place of the sentence that <see cref="Highlighter.Best"/> would choose as a window of one; the first of equals.</summary>
    /// <param name="weights">From <see cref="Highlighter.Weights"/>.</param>
    public int Best(IReadOnlyDictionary<string, double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var (best, most) = (0, 0.0);
        for (var i = 0; i < _terms.Length; i++)
        {
            var sum = 0.0;
            foreach (var term in _terms[i])
                sum += weights.GetValueOrDefault(term);
            if (sum > most)
                (best, most) = (i, sum);
        }

        return best;
    }
}
