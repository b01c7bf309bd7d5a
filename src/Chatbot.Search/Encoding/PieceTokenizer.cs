using System.Buffers;
using System.Globalization;

namespace Chatbot.Search.Encoding;

/// <summary>
/// Splits a text into the pieces of the vocabulary with the highest summed logarithm of probability (unigram model of
/// SentencePiece, Kudo 2018, arXiv:1804.10959; Viterbi). Follows the reference implementation where it departs from the
/// paper: an unknown character costs nothing, a sum of exactly 0 counts as "not reached", of equal sums the later start wins.
/// </summary>
internal sealed class PieceTokenizer
{
    /// <summary>Id of everything that no piece begins with.</summary>
    public const int Unknown = 0;

    private const char WordStart = '\u2581';
    private const int Reserved = 6;

    private readonly CompatibilityForm _normalisation;

    /// <summary>Children by parent and character, in one table: parent in the upper bits.</summary>
    private readonly Dictionary<long, int> _children = [];
    private readonly List<(int Id, double Score)> _ends = [(-1, 0)];
    private readonly int[] _lengths;

    /// <param name="vocabulary">Piece, tab, score; a line's number is its id.</param>
    /// <param name="normalisation">Applied first.</param>
    /// <exception cref="FormatException">A line without a score.</exception>
    public PieceTokenizer(string vocabulary, CompatibilityForm normalisation)
    {
        _normalisation = normalisation;
        var lengths = new List<int>();
        foreach (var line in vocabulary.AsSpan().TrimEnd('\n').Split('\n'))
        {
            var entry = vocabulary.AsSpan()[line];
            var tab = entry.IndexOf('\t');
            if (tab < 1)
                throw new FormatException($"Line {lengths.Count + 1} of the vocabulary has no piece");
            if (lengths.Count >= Reserved)
                Insert(entry[..tab], lengths.Count, double.Parse(entry[(tab + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture));
            lengths.Add(tab);
        }

        _lengths = [.. lengths];
    }

    public int Count => _lengths.Length;

    public int[] Split(string text)
    {
        var normal = _normalisation.Of(text);
        if (normal.Length == 0)
            return [];
        var symbols = $"{WordStart}{normal.Replace(' ', WordStart)}";
        var best = ArrayPool<double>.Shared.Rent(symbols.Length + 1);
        var last = ArrayPool<int>.Shared.Rent(symbols.Length + 1);
        try
        {
            best.AsSpan(0, symbols.Length + 1).Clear();
            last.AsSpan(0, symbols.Length + 1).Clear();
            for (var start = 0; start < symbols.Length; start++)
                Extend(symbols, start, best, last);
            return Path(last, symbols.Length);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(best);
            ArrayPool<int>.Shared.Return(last);
        }
    }

    private void Extend(string symbols, int start, double[] best, int[] last)
    {
        var node = 0;
        var found = false;
        for (var end = start; end < symbols.Length && _children.TryGetValue(Key(node, symbols[end]), out node); end++)
        {
            var (id, score) = _ends[node];
            if (id < 0)
                continue;
            found = true;
            Reach(end + 1, id, score + best[start]);
        }

        if (!found)
            Reach(start + 1, Unknown, best[start]);

        void Reach(int position, int id, double score)
        {
            if (best[position] != 0 && score < best[position])
                return;
            best[position] = score;
            last[position] = id;
        }
    }

    /// <summary>From the end backwards; neighbouring unknowns are one.</summary>
    private int[] Path(int[] last, int length)
    {
        var pieces = new List<int>();
        for (var position = length; position > 0; position -= _lengths[last[position]])
        {
            var id = last[position];
            if (id != Unknown || pieces.Count == 0 || pieces[^1] != Unknown)
                pieces.Add(id);
        }

        pieces.Reverse();
        return [.. pieces];
    }

    private void Insert(ReadOnlySpan<char> piece, int id, double score)
    {
        var node = 0;
        foreach (var symbol in piece)
        {
            if (!_children.TryGetValue(Key(node, symbol), out var child))
            {
                child = _ends.Count;
                _ends.Add((-1, 0));
                _children.Add(Key(node, symbol), child);
            }

            node = child;
        }

        _ends[node] = (id, score);
    }

    private static long Key(int node, char symbol) => ((long)node << 16) | symbol;
}
