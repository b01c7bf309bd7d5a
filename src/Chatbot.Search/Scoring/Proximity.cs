namespace Chatbot.Search;

/// <summary>
/// Evidence that words belong together: for neighbouring naming words of the query, the idf of the commoner one over their
/// least distance in the document's last field. Distance 1 in the order of the query is a phrase; the other order counts
/// one more; beyond <see cref="Farthest"/> words it is nothing.
/// </summary>
internal sealed class Proximity
{
    private const int Farthest = 8;

    /// <summary>Of longer queries the first pairs count, of longer texts the beginning: a bound on what one query costs.</summary>
    private const int MostPairs = 16;
    private const int MostTerms = 1 << 14;

    private readonly List<(int First, int Second, double Weight)> _pairs = [];
    private readonly IndexParts _index;

    public Proximity(QueryPlan plan, IndexParts index, double weight)
    {
        _index = index;
        var naming = plan.Words.Where(word => !word.Asks && TermOf(word) >= 0).Take(MostPairs + 1).ToList();
        for (var i = 0; i + 1 < naming.Count; i++)
            _pairs.Add((TermOf(naming[i]), TermOf(naming[i + 1]), weight * Math.Min(naming[i].Word.Idf, naming[i + 1].Word.Idf)));
    }

    /// <summary>What a document with every phrase gets.</summary>
    public double Maximum => _pairs.Sum(pair => pair.Weight);

    public double In(int document)
    {
        if (_pairs.Count == 0)
            return 0;
        var terms = _index.Streams![document];
        terms = terms[..Math.Min(terms.Length, MostTerms)];
        var sum = 0.0;
        foreach (var (first, second, weight) in _pairs)
        {
            var distance = Distance(terms, first, second);
            if (distance <= Farthest)
                sum += weight / distance;
        }

        return sum;
    }

    /// <summary>A word that no document holds stands for its first correction.</summary>
    private static int TermOf(PlannedWord word) => word.Term >= 0 || word.Variants.Length == 0 || word.Variants[0].Terms.Length > 1 ? word.Term : word.Variants[0].Terms[0];

    private static int Distance(ReadOnlySpan<int> terms, int first, int second)
    {
        var least = int.MaxValue;
        if (first == second)
            return least;
        for (var at = 0; at < terms.Length;)
        {
            var next = terms[at..].IndexOf(first);
            if (next < 0)
                break;
            at += next;
            for (var distance = 1; distance <= Farthest && distance < least; distance++)
            {
                if (at + distance < terms.Length && terms[at + distance] == second)
                    least = distance;
                else if (distance > 1 && at - distance + 1 >= 0 && terms[at - distance + 1] == second)
                    least = distance;
            }

            at++;
        }

        return least;
    }
}
