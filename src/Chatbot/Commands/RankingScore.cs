namespace Chatbot.Commands;

/// <summary>How good rankings are, over the queries that have a relevant passage; all figures 0 to 1.</summary>
/// <param name="Ndcg">Discounted cumulative gain of the first ten over that of the best order; the gain is the grade.</param>
/// <param name="Mrr">One over the place of the first relevant passage, 0 beyond the tenth.</param>
/// <param name="HitAt1">Share of queries with a relevant passage in the first place.</param>
/// <param name="HitAt5">Share of queries with one in the first five.</param>
/// <param name="Count">How many queries.</param>
internal sealed record RankingScore(double Ndcg, double Mrr, double HitAt1, double HitAt5, int Count)
{
    public const int Depth = 10;

    /// <param name="rankings">A query's grades by passage, and the passages found, best first.</param>
    /// <param name="leastRelevant">From this grade on a passage is relevant.</param>
    public static RankingScore Of(IEnumerable<(IReadOnlyDictionary<string, int> Grades, IReadOnlyList<string> Found)> rankings, int leastRelevant)
    {
        var (ndcg, mrr, first, firstFive, count) = (0.0, 0.0, 0, 0, 0);
        foreach (var (grades, found) in rankings)
        {
            if (!grades.Values.Any(grade => grade >= leastRelevant))
                continue;
            count++;
            var gains = found.Take(Depth).Select(passage => grades.GetValueOrDefault(passage)).ToList();
            ndcg += Discounted(gains) / Discounted(grades.Values.OrderDescending().Take(Depth));
            var place = gains.FindIndex(grade => grade >= leastRelevant) + 1;
            if (place == 0)
                continue;
            mrr += 1.0 / place;
            first += place == 1 ? 1 : 0;
            firstFive += place <= 5 ? 1 : 0;
        }

        return count == 0 ? new RankingScore(0, 0, 0, 0, 0) : new RankingScore(ndcg / count, mrr / count, (double)first / count, (double)firstFive / count, count);
    }

    private static double Discounted(IEnumerable<int> gains) => gains.Select((gain, i) => gain / Math.Log2(i + 2)).Sum();
}
