namespace Chatbot.Search;

/// <summary>
/// A frequent term's postings by windows of neighbouring documents: where each window begins, and the largest impact in it.
/// So a scorer reaches a window without walking there, and knows beforehand what it can give. Immutable.
/// </summary>
internal sealed class PostingWindows
{
    /// <summary>Documents in a window.</summary>
    public const int Size = 1 << 12;

    private readonly int[] _starts;
    private readonly float[] _largest;

    /// <param name="list">The term's documents.</param>
    /// <param name="impacts">Those of all postings.</param>
    /// <param name="start">The posting that <paramref name="list"/> begins with.</param>
    /// <param name="documents">How many there are in the index.</param>
    public PostingWindows(ReadOnlySpan<int> list, Impacts impacts, int start, int documents)
    {
        var windows = (documents + Size - 1) / Size;
        _starts = new int[windows + 1];
        _largest = new float[windows];
        var at = 0;
        for (var window = 0; window < windows; window++)
        {
            _starts[window] = start + at;
            for (; at < list.Length && list[at] < (window + 1) * Size; at++)
                _largest[window] = Math.Max(_largest[window], impacts[start + at]);
        }

        _starts[windows] = start + at;
    }

    /// <summary>The first posting of a window, which ends where the next one begins.</summary>
    public int Start(int window) => _starts[window];

    /// <summary>0 when the window has no posting.</summary>
    public float Largest(int window) => _largest[window];
}
