using System.Runtime.InteropServices;

namespace Chatbot.Search;

/// <summary>Collects the lines of documents, in order.</summary>
internal sealed class LineLikenessBuilder
{
    /// <summary>More lines of one document, and longer ones, are cut: a text that long is no title.</summary>
    public const int MaxLines = 512;
    public const int MaxLineLength = 256;

    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, int> _features = [];
    private readonly List<int> _documentFrequencies = [];
    private readonly List<(int Feature, int Count)> _entries = [];
    private readonly List<int> _lineEnds = [];
    private readonly List<int> _documentLines = [];
    private readonly List<int> _documentEnds = [];
    private readonly Dictionary<int, int> _counts = [];
    private readonly List<string> _texts = [];
    private DocumentLines? _ofDocuments;

    /// <summary>Every line once, as it is written, by its number.</summary>
    public IReadOnlyList<string> Lines => _texts;

    public DocumentLines OfDocuments => _ofDocuments ??= new DocumentLines([0, .. _documentEnds], [.. _documentLines]);

    public void Add(string text)
    {
        var left = MaxLines;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            if (left-- == 0)
                break;
            var cut = text.AsSpan()[range];
            var line = new string(cut[..Math.Min(cut.Length, MaxLineLength)]);
            var normal = TextFeatures.Normalise(line);
            if (normal.Length == 0)
                continue;
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_lines, normal, out var known);
            if (!known)
            {
                number = _lineEnds.Count;
                _texts.Add(line);
                AddLine(normal);
            }

            _documentLines.Add(number);
        }

        _documentEnds.Add(_documentLines.Count);
    }

    public LineLikeness Build()
    {
        float[] idf = [.. _documentFrequencies.Select(frequency => (float)(1 + Math.Log((1.0 + _lineEnds.Count) / (1.0 + frequency))))];
        var features = new int[_entries.Count];
        var weights = new float[_entries.Count];
        var from = 0;
        foreach (var end in _lineEnds)
        {
            var sum = 0.0;
            for (var i = from; i < end; i++)
                sum += Math.Pow(Weight(_entries[i].Count, idf[_entries[i].Feature]), 2);
            for (var i = from; i < end; i++)
            {
                features[i] = _entries[i].Feature;
                weights[i] = (float)(Weight(_entries[i].Count, idf[_entries[i].Feature]) / Math.Sqrt(sum));
            }

            from = end;
        }

        return new LineLikeness(_features, idf, [0, .. _lineEnds], features, weights, OfDocuments);
    }

    internal static double Weight(int count, float idf) => (1 + Math.Log(count)) * idf;

    private void AddLine(string normal)
    {
        _counts.Clear();
        foreach (var gram in TextFeatures.FourGrams(normal))
        {
            ref var feature = ref CollectionsMarshal.GetValueRefOrAddDefault(_features, gram, out var known);
            if (!known)
            {
                feature = _documentFrequencies.Count;
                _documentFrequencies.Add(0);
            }

            CollectionsMarshal.GetValueRefOrAddDefault(_counts, feature, out _)++;
        }

        foreach (var (feature, count) in _counts)
        {
            _documentFrequencies[feature]++;
            _entries.Add((feature, count));
        }

        _lineEnds.Add(_entries.Count);
    }
}
