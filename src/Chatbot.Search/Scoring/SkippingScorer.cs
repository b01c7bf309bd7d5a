using System.Numerics;

namespace Chatbot.Search;

/// <summary>
/// Documents are taken in windows that fit a processor's cache: the lists that can lift a document into the best are added
/// up there, the others are asked only about documents that still can get in (MaxScore: H. Turtle and J. Flood, "Query
/// evaluation: strategies and optimizations", 1995). Where it begins, the floor is what the tenth best posting of a
/// single list reaches.
/// </summary>
internal sealed class SkippingScorer
{
    /// <summary>Documents in a window: 64 kB of sums.</summary>
    public const int Window = 1 << 14;

    /// <summary>From one posting to so many documents on, every sum is looked at.</summary>
    private const int DensePart = 16;

    [ThreadStatic]
    private static Sums? _spare;

    private readonly PostingList[] _lists;
    private readonly float[] _factors;
    private readonly int[] _at;

    /// <summary>The most that this list and all before it can give.</summary>
    private readonly int[] _bounds;
    private readonly BestDocuments _best;
    private readonly int[] _units;
    private readonly ulong[] _touched;

    private SkippingScorer(List<PostingList> lists, BestDocuments best, Scale scale, Sums sums)
    {
        _lists = [.. lists];
        Array.Sort(_lists, (a, b) => a.Largest.CompareTo(b.Largest));
        (_best, _units, _touched) = (best, sums.Units, sums.Touched);
        _factors = new float[_lists.Length];
        _at = new int[_lists.Length];
        _bounds = new int[_lists.Length];
        for (var i = 0; i < _lists.Length; i++)
        {
            _factors[i] = _lists[i].Factor * scale.Units;
            _at[i] = _lists[i].Start;
            _bounds[i] = scale.ToUnits(_lists[i].Largest) + (i == 0 ? 0 : _bounds[i - 1]);
            if (best.Top <= FieldPostings.Best)
                best.Expect(scale.ToUnits(_lists[i].LeastOfBest));
        }
    }

    public static void Score(List<PostingList> lists, int documents, BestDocuments best, Scale scale)
    {
        // Taken out while in use: what an exception leaves half done is not used again.
        var sums = _spare ?? new Sums();
        _spare = null;
        new SkippingScorer(lists, best, scale, sums).Score(documents);
        _spare = sums;
    }

    private void Score(int documents)
    {
        for (var from = 0; from < documents; from += Window)
        {
            // Lists before this one cannot by themselves lift a document into the best.
            var essential = 0;
            while (essential < _bounds.Length && _bounds[essential] < _best.Floor)
                essential++;
            if (essential == _bounds.Length)
                return;
            var to = Math.Min(from + Window, documents);
            var postings = 0L;
            for (var i = essential; i < _lists.Length; i++)
                postings += _lists[i].Count;

            // Where many documents have a sum, looking at every one costs less than noting which.
            var dense = postings > documents / DensePart;
            for (var i = essential; i < _lists.Length; i++)
                AddUp(i, from, to, dense);
            if (dense)
                CollectAll(from, to, essential);
            else
                CollectTouched(from, to, essential);
        }
    }

    private void AddUp(int list, int from, int to, bool dense)
    {
        var documents = _lists[list].Documents.AsSpan(0, _lists[list].End);
        var impacts = _lists[list].Impacts.AsSpan(0, documents.Length);
        var factor = _factors[list];
        var units = _units;
        var touched = _touched;
        var at = FirstFrom(documents, _at[list], from);
        for (; dense && at < documents.Length && documents[at] < to; at++)
            units[documents[at] - from] += (int)(impacts[at] * factor);
        for (; at < documents.Length; at++)
        {
            var document = documents[at];
            if (document >= to)
                break;
            var place = document - from;
            units[place] += (int)(impacts[at] * factor);
            touched[place >> 6] |= 1UL << place;
        }

        _at[list] = at;
    }

    private void CollectAll(int from, int to, int essential)
    {
        var others = essential == 0 ? 0 : _bounds[essential - 1];
        var sums = _units.AsSpan(0, to - from);
        for (var place = 0; place < sums.Length;)
        {
            // A stretch without a candidate is passed over by whole vectors.
            var floor = _best.Floor - others;
            var floors = new Vector<int>(floor);
            while (place <= sums.Length - Vector<int>.Count && Vector.LessThanAll(new Vector<int>(sums[place..]), floors))
                place += Vector<int>.Count;
            var end = Math.Min(place + Vector<int>.Count, sums.Length);
            for (; place < end; place++)
            {
                // A sum of nothing is no document of these lists.
                if (sums[place] > 0 && sums[place] + others >= _best.Floor)
                    Complete(from + place, sums[place], essential);
            }
        }

        sums.Clear();
    }

    private void CollectTouched(int from, int to, int essential)
    {
        var others = essential == 0 ? 0 : _bounds[essential - 1];
        var words = ((to - from) + 63) >> 6;
        for (var word = 0; word < words; word++)
        {
            var bits = _touched[word];
            if (bits == 0)
                continue;
            _touched[word] = 0;
            while (bits != 0)
            {
                var place = (word << 6) + BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
                var score = _units[place];
                _units[place] = 0;
                if (score + others >= _best.Floor)
                    Complete(from + place, score, essential);
            }
        }
    }

    /// <summary>Asks the lists that were not added up, the weightiest first, until the document is out.</summary>
    private void Complete(int document, int score, int essential)
    {
        for (var i = essential - 1; i >= 0; i--)
        {
            if (score + _bounds[i] < _best.Floor)
                return;
            var documents = _lists[i].Documents.AsSpan(0, _lists[i].End);
            var at = FirstFrom(documents, _at[i], document);
            _at[i] = at;
            if (at < documents.Length && documents[at] == document)
                score += (int)(_lists[i].Impacts[at] * _factors[i]);
        }

        if (score >= _best.Floor)
            _best.Take(document, score);
    }

    /// <summary>The first entry from <paramref name="at"/> on that is not below a document: steps that double, then halves.</summary>
    private static int FirstFrom(ReadOnlySpan<int> documents, int at, int document)
    {
        if (at >= documents.Length || documents[at] >= document)
            return at;
        var step = 1;
        var low = at;
        while (low + step < documents.Length && documents[low + step] < document)
        {
            low += step;
            step <<= 1;
        }

        var high = Math.Min(low + step, documents.Length);
        low++;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (documents[middle] < document)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Zero between uses.</summary>
    private sealed class Sums
    {
        public int[] Units { get; } = new int[Window];

        /// <summary>A bit for each document that has a sum.</summary>
        public ulong[] Touched { get; } = new ulong[Window / 64];
    }
}
