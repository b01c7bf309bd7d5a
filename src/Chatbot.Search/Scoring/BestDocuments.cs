using System.Numerics;
using System.Runtime.InteropServices;

namespace Chatbot.Search;

/// <summary>Keeps the best of the documents offered, which come in order: of equal scores the earlier document stays.</summary>
internal sealed class BestDocuments(int top)
{
    private readonly int[] _documents = new int[top];
    private readonly int[] _scores = new int[top];

    public int Top => top;

    public int Count { get; private set; }

    /// <summary>Best first.</summary>
    public ReadOnlySpan<int> Documents => _documents.AsSpan(0, Count);

    /// <summary>Parallel to <see cref="Documents"/>.</summary>
    public ReadOnlySpan<int> Scores => _scores.AsSpan(0, Count);

    /// <summary>A lower score need not be offered. Starts from a score that enough documents are known to have, 1 at least.</summary>
    public int Floor { get; private set; } = 1;

    public void Expect(int score) => Floor = Math.Max(Floor, score);

    /// <summary>Offers the documents from <paramref name="from"/> on, which are above all that were offered before.</summary>
    public void TakeAll(ReadOnlySpan<int> sums, int from)
    {
        // Nearly all are below the floor: four vectors at once are passed over.
        const int vectorsAtOnce = 4;
        var vectors = MemoryMarshal.Cast<int, Vector<int>>(sums);
        var stretch = vectorsAtOnce * Vector<int>.Count;
        var floor = new Vector<int>(Floor);
        var at = 0;
        for (; at <= vectors.Length - vectorsAtOnce; at += vectorsAtOnce)
        {
            var largest = Vector.Max(Vector.Max(vectors[at], vectors[at + 1]), Vector.Max(vectors[at + 2], vectors[at + 3]));
            if (Vector.LessThanAll(largest, floor))
                continue;
            TakeEach(sums.Slice(at * Vector<int>.Count, stretch), from + (at * Vector<int>.Count));
            floor = new Vector<int>(Floor);
        }

        at *= Vector<int>.Count;
        TakeEach(sums[at..], from + at);
    }

    private void TakeEach(ReadOnlySpan<int> sums, int from)
    {
        for (var place = 0; place < sums.Length; place++)
        {
            if (sums[place] >= Floor)
                Take(from + place, sums[place]);
        }
    }

    private void Take(int document, int score)
    {
        // Behind those that are as good; what is worse moves down, and the worst falls out of a full list.
        var at = FirstBelow(score);
        Count = Math.Min(Count + 1, top);
        _scores.AsSpan(at, Count - 1 - at).CopyTo(_scores.AsSpan(at + 1));
        _documents.AsSpan(at, Count - 1 - at).CopyTo(_documents.AsSpan(at + 1));
        (_scores[at], _documents[at]) = (score, document);
        if (Count == top)
            Floor = Math.Max(Floor, _scores[^1] + 1);
    }

    private int FirstBelow(int score)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_scores[middle] < score)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
