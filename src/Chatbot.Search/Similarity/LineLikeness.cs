using System.Runtime.InteropServices;

namespace Chatbot.Search;

/// <summary>
/// How like a query is to the lines of a field (a title, authored questions): the cosine of TF-IDF vectors of character
/// four-grams, kept line by line, so that a few candidates cost little. Equal lines are kept once. Immutable.
/// </summary>
internal sealed class LineLikeness
{
    private const double UnknownSquare = 4;

    private readonly Dictionary<ulong, int> _features;
    private readonly float[] _idf;
    private readonly int[] _lineOffsets;
    private readonly int[] _lineFeatures;
    private readonly float[] _lineWeights;
    private readonly DocumentLines _lines;

    internal LineLikeness(Dictionary<ulong, int> features, float[] idf, int[] lineOffsets, int[] lineFeatures, float[] lineWeights, DocumentLines lines) =>
        (_features, _idf, _lineOffsets, _lineFeatures, _lineWeights, _lines) = (features, idf, lineOffsets, lineFeatures, lineWeights, lines);

    /// <summary>Writes for each document the cosine of its most like line, 0 to 1.</summary>
    public void Compare(string text, ReadOnlySpan<int> documents, Span<double> likeness)
    {
        likeness.Clear();
        var query = ScratchArrays.Floats.Rent(_idf.Length + 1);
        try
        {
            query.AsSpan(0, _idf.Length).Clear();
            if (!Vector(text, query))
                return;
            for (var i = 0; i < documents.Length; i++)
            {
                foreach (var line in _lines[documents[i]])
                    likeness[i] = Math.Max(likeness[i], Math.Min(1, Dot(line, query)));
            }
        }
        finally
        {
            ScratchArrays.Floats.Return(query);
        }
    }

    private double Dot(int line, float[] query)
    {
        var sum = 0f;
        var features = _lineFeatures.AsSpan(_lineOffsets[line].._lineOffsets[line + 1]);
        var weights = _lineWeights.AsSpan(_lineOffsets[line], features.Length);
        for (var i = 0; i < features.Length; i++)
            sum += query[features[i]] * weights[i];
        return sum;
    }

    /// <summary>Writes the unit vector of a text by feature; false when it has no feature that is known.</summary>
    private bool Vector(string text, float[] query)
    {
        var counts = new Dictionary<int, int>();
        var unknown = 0;
        foreach (var gram in TextFeatures.FourGrams(TextFeatures.Normalise(text)))
        {
            if (_features.TryGetValue(gram, out var feature))
                CollectionsMarshal.GetValueRefOrAddDefault(counts, feature, out _)++;
            else
                unknown++;
        }

        // Unknown features lengthen the vector: a text of strange words is like nothing here.
        var sum = unknown * UnknownSquare;
        foreach (var (feature, count) in counts)
            sum += Math.Pow(LineLikenessBuilder.Weight(count, _idf[feature]), 2);
        foreach (var (feature, count) in counts)
            query[feature] = (float)(LineLikenessBuilder.Weight(count, _idf[feature]) / Math.Sqrt(sum));
        return counts.Count > 0;
    }
}
