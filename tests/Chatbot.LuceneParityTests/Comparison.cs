namespace Chatbot.LuceneParityTests;

/// <summary>Finds where two token streams differ.</summary>
internal static class TokenComparison
{
    /// <summary>A line for each text whose tokens are not the same in text, position, start and end.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyList<string> texts, IReadOnlyList<IReadOnlyList<Search.Token>> lucene) =>
        [.. texts.Select((text, i) => Difference(i, text, lucene[i])).OfType<string>()];

    private static string? Difference(int number, string text, IReadOnlyList<Search.Token> lucene)
    {
        var ours = Search.EnglishAnalyzer.Instance.Analyze(text);
        if (ours.SequenceEqual(lucene))
            return null;
        var at = ours.Zip(lucene).TakeWhile(pair => pair.First == pair.Second).Count();
        var from = at < lucene.Count ? lucene[at].Start : at < ours.Count ? ours[at].Start : text.Length;
        var around = text[Math.Max(0, from - 12)..Math.Min(text.Length, from + 24)];
        return $"text {number}, token {at} of {lucene.Count}: ours {At(ours, at)}, Lucene's {At(lucene, at)}, in {Escape(around)}";
    }

    private static string At(IReadOnlyList<Search.Token> tokens, int at) => at < tokens.Count ? $"'{Escape(tokens[at].Term)}' #{tokens[at].Position} {tokens[at].Start}-{tokens[at].End}" : "none";

    private static string Escape(string text) => string.Concat(text.Select(c => c is >= ' ' and <= '~' ? $"{c}" : $"\\u{(int)c:X4}"));
}

/// <summary>How far two rankings of the same queries agree.</summary>
/// <param name="Queries">How many were asked.</param>
/// <param name="Same">Queries with the same best ten documents in the same order.</param>
/// <param name="LargestScoreDifference">Of a document that both found, relative to Lucene's score.</param>
/// <param name="Differences">A line for each query whose best ten are not the same.</param>
internal sealed record RankingComparison(int Queries, int Same, double LargestScoreDifference, IReadOnlyList<string> Differences)
{
    public double Share => (double)Same / Queries;

    public static RankingComparison Of(IReadOnlyList<IReadOnlyList<Ranked>> ours, IReadOnlyList<IReadOnlyList<Ranked>> lucene)
    {
        var differences = new List<string>();
        var largest = 0.0;
        for (var query = 0; query < lucene.Count; query++)
        {
            var scores = ours[query].ToDictionary(hit => hit.Document, hit => hit.Score);
            foreach (var hit in lucene[query])
            {
                if (scores.TryGetValue(hit.Document, out var score))
                    largest = Math.Max(largest, Math.Abs(score - hit.Score) / hit.Score);
            }

            if (!ours[query].Select(hit => hit.Document).SequenceEqual(lucene[query].Select(hit => hit.Document)))
                differences.Add($"query {query}: ours {string.Join(' ', ours[query])}, Lucene's {string.Join(' ', lucene[query])}");
        }

        return new RankingComparison(lucene.Count, lucene.Count - differences.Count, largest, differences);
    }
}
