using System.Numerics;
using System.Runtime.InteropServices;

namespace Chatbot.Search;

/// <summary>Keeps the best of the documents offered, which come in order: of equal scores the earlier document stays.</summary>
internal sealed class BestDocuments(int top)
{
    private const int ScoreBits = 32;

    /// <summary>Best first: a score in the upper half, its document in the lower.</summary>
    private readonly long[] _best = new long[top];

    public int Count { get; private set; }

    /// <summary>A lower score need not be offered. Starts from a score that enough documents are known to have, 1 at least.</summary>
    public int Floor { get; private set; } = 1;

    /// <param name="place">From 0 for the best.</param>
    public int Document(int place) => (int)_best[place];

    /// <param name="place">From 0 for the best.</param>
    public int Score(int place) => (int)(_best[place] >> ScoreBits);

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
        var best = _best;
        var least = (long)score << ScoreBits;
        var at = Count < best.Length ? Count++ : Count - 1;
        for (; at > 0 && best[at - 1] < least; at--)
            best[at] = best[at - 1];
        best[at] = least | (uint)document;
        if (Count == best.Length)
            Floor = Math.Max(Floor, Score(Count - 1) + 1);
    }
}
