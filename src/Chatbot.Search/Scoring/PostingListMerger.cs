using System.Buffers;

namespace Chatbot.Search;

/// <summary>
/// Gives words their lists: the index's own arrays for a plain word, a merged list in borrowed arrays for one with
/// variants. Dispose it when the lists are no longer used.
/// </summary>
internal sealed class PostingListMerger : IDisposable
{
    private List<(int[] Documents, float[] Impacts)>? _borrowed;

    /// <summary>Null when no document holds the word.</summary>
    public PostingList? ListOf(FieldPostings postings, PlannedWord word, double weight)
    {
        var list = ListOf(postings, word.Term, weight);
        foreach (var variant in word.Variants)
        {
            PostingList? other = null;
            foreach (var term in variant.Terms)
                other = Merge(other, ListOf(postings, term, weight * variant.Weight / variant.Terms.Length), add: true);
            list = Merge(list, other, add: false);
        }

        return list;
    }

    public void Dispose()
    {
        foreach (var (documents, impacts) in _borrowed ?? [])
        {
            ArrayPool<int>.Shared.Return(documents);
            ArrayPool<float>.Shared.Return(impacts);
        }
    }

    private static PostingList? ListOf(FieldPostings postings, int term, double weight) =>
        postings.DocumentFrequency(term) == 0 || weight <= 0 ? null : postings.List(term, WordScore.Factor(postings, term, weight));

    /// <summary>Both lists in one: a document in both gets the sum or the larger score.</summary>
    private PostingList? Merge(PostingList? a, PostingList? b, bool add)
    {
        if (a is null || b is null)
            return a ?? b;
        var documents = ArrayPool<int>.Shared.Rent(a.Count + b.Count);
        var impacts = ArrayPool<float>.Shared.Rent(a.Count + b.Count);
        var (i, j, count, largest) = (a.Start, b.Start, 0, 0f);
        while (i < a.End || j < b.End)
        {
            var next = Math.Min(i < a.End ? a.Documents[i] : int.MaxValue, j < b.End ? b.Documents[j] : int.MaxValue);
            var ofA = i < a.End && a.Documents[i] == next ? a.Impacts[i++] * a.Factor : 0;
            var ofB = j < b.End && b.Documents[j] == next ? b.Impacts[j++] * b.Factor : 0;
            documents[count] = next;
            impacts[count] = add ? ofA + ofB : Math.Max(ofA, ofB);
            largest = Math.Max(largest, impacts[count++]);
        }

        (_borrowed ??= []).Add((documents, impacts));
        return new PostingList
        {
            Documents = documents,
            Impacts = new Impacts(impacts),
            Start = 0,
            End = count,
            Factor = 1,
            Largest = largest,
            LeastOfBest = Math.Max(a.LeastOfBest, b.LeastOfBest),
        };
    }
}
