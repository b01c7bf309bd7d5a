using System.Numerics;
using System.Runtime.InteropServices;

namespace Chatbot.Search;

/// <summary>
/// Adds up window after window of documents, in each the weightiest list first. As soon as no sum of the window can reach
/// the best any more, even with the most that the lists to come give there, the window is left: common words, which have
/// the most postings, weigh least and come last. (MaxScore's order, H. Turtle and J. Flood 1995, with the bounds of
/// block-max, S. Ding and T. Suel 2011.)
/// </summary>
internal ref struct SkippingScorer
{
    /// <summary>Before a list with fewer postings in the window, looking at the sums costs more than adding it up.</summary>
    private const int WorthLooking = PostingWindows.Size / 16;

    private readonly PostingList[] _lists;
    private readonly float[] _factors;

    /// <summary>The postings of the window, by list, and the most that this list and those after it can give there.</summary>
    private readonly int[] _starts;
    private readonly int[] _ends;
    private readonly int[] _bounds;
    private readonly BestDocuments _best;

    /// <summary>Zero between windows.</summary>
    private readonly Span<int> _sums;

    private SkippingScorer(List<PostingList> lists, BestDocuments best, Scale scale, Span<int> sums)
    {
        _lists = [.. lists];
        Array.Sort(_lists, (a, b) => b.Largest.CompareTo(a.Largest));
        _best = best;
        _sums = sums;
        _factors = new float[_lists.Length];
        _starts = new int[_lists.Length];
        _ends = new int[_lists.Length];
        _bounds = new int[_lists.Length];
        for (var i = 0; i < _lists.Length; i++)
        {
            _factors[i] = _lists[i].Factor * scale.Units;
            _ends[i] = _lists[i].Start;
        }
    }

    public static void Score(List<PostingList> lists, int documents, BestDocuments best, Scale scale)
    {
        Span<int> sums = stackalloc int[PostingWindows.Size];
        sums.Clear();
        var scorer = new SkippingScorer(lists, best, scale, sums);
        for (var window = 0; window * PostingWindows.Size < documents; window++)
            scorer.Score(window, Math.Min(PostingWindows.Size, documents - (window * PostingWindows.Size)), scale);
    }

    private readonly void Score(int window, int documents, Scale scale)
    {
        var from = window * PostingWindows.Size;
        Enter(window, from + documents, scale);
        var sums = _sums[..documents];
        var empty = true;
        for (var i = 0; i < _lists.Length; i++)
        {
            // Something must have this much by now.
            var needed = _best.Floor - _bounds[i];
            if (needed > 0)
            {
                if (empty)
                    return;
                if (_ends[i] - _starts[i] >= WorthLooking && !AnyReaches(sums, needed))
                {
                    sums.Clear();
                    return;
                }
            }

            if (_starts[i] == _ends[i])
                continue;
            empty = false;
            _lists[i].Impacts.AddTo(_lists[i].Documents, _starts[i], _ends[i], _factors[i], sums, from);
        }

        _best.TakeAll(sums, from);
        sums.Clear();
    }

    /// <summary>Finds each list's postings of the window and the bounds.</summary>
    private readonly void Enter(int window, int to, Scale scale)
    {
        var bound = 0;
        for (var i = _lists.Length - 1; i >= 0; i--)
        {
            var list = _lists[i];
            if (list.Windows is { } windows)
            {
                (_starts[i], _ends[i]) = (windows.Start(window), windows.Start(window + 1));
                bound += (int)(windows.Largest(window) * _factors[i]);
            }
            else
            {
                // A rare list has few in a window, so walking on is quick; every window is entered, so none is left behind.
                var end = _starts[i] = _ends[i];
                while (end < list.End && list.Documents[end] < to)
                    end++;
                _ends[i] = end;
                if (end > _starts[i])
                    bound += scale.ToUnits(list.Largest);
            }

            _bounds[i] = bound;
        }
    }

    private static bool AnyReaches(ReadOnlySpan<int> sums, int needed)
    {
        var vectors = MemoryMarshal.Cast<int, Vector<int>>(sums);
        var enough = new Vector<int>(needed);
        foreach (var vector in vectors)
        {
            if (Vector.GreaterThanOrEqualAny(vector, enough))
                return true;
        }

        foreach (var sum in sums[(vectors.Length * Vector<int>.Count)..])
        {
            if (sum >= needed)
                return true;
        }

        return false;
    }
}
