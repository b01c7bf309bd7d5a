using System.Runtime.InteropServices;

namespace Chatbot.Search;

/// <summary>One kind of feature over all texts: unit TF-IDF vectors, kept as flat postings by feature.</summary>
internal sealed class FeatureSpace
{
    private readonly Dictionary<ulong, int> _features;
    private readonly Func<string, IEnumerable<ulong>> _split;
    private readonly float[] _idf;
    private readonly int[] _offsets;
    private readonly int[] _texts;
    private readonly float[] _weights;

    private FeatureSpace(Dictionary<ulong, int> features, Func<string, IEnumerable<ulong>> split, float[] idf, int[] offsets, int[] texts, float[] weights) =>
        (_features, _split, _idf, _offsets, _texts, _weights) = (features, split, idf, offsets, texts, weights);

    public static FeatureSpace Build(IReadOnlyList<string> texts, Func<string, IEnumerable<ulong>> split)
    {
        var features = new Dictionary<ulong, int>();
        var vectors = new Dictionary<int, int>[texts.Count];
        var frequencies = new List<int>();
        for (var i = 0; i < texts.Count; i++)
        {
            var counts = new Dictionary<int, int>();
            foreach (var hash in split(TextFeatures.Normalise(texts[i])))
            {
                if (!features.TryGetValue(hash, out var feature))
                {
                    features.Add(hash, feature = frequencies.Count);
                    frequencies.Add(0);
                }

                ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, feature, out var known);
                count++;
                if (!known)
                    frequencies[feature]++;
            }

            vectors[i] = counts;
        }

        float[] idf = [.. frequencies.Select(frequency => (float)(1 + Math.Log((1.0 + texts.Count) / (1.0 + frequency))))];
        return Lay(features, split, idf, frequencies, vectors);
    }

    /// <summary>Adds each text's cosine with the given one, times <paramref name="share"/>.</summary>
    public void AddCosines(string normal, float share, float[] scores)
    {
        var counts = new Dictionary<int, int>();
        var unknown = 0.0;
        foreach (var hash in _split(normal))
        {
            if (_features.TryGetValue(hash, out var feature))
                CollectionsMarshal.GetValueRefOrAddDefault(counts, feature, out _)++;
            else
                unknown++;
        }

        // An unknown feature lengthens the vector: a text of strange words is like nothing here.
        var norm = Math.Sqrt(counts.Sum(pair => Square(Weight(pair.Value, _idf[pair.Key]))) + (unknown * UnknownSquare));
        if (norm == 0)
            return;
        foreach (var (feature, count) in counts)
        {
            var weight = (float)(share * Weight(count, _idf[feature]) / norm);
            for (var i = _offsets[feature]; i < _offsets[feature + 1]; i++)
                scores[_texts[i]] += weight * _weights[i];
        }
    }

    /// <summary>Squared weight of a feature that no text has. Small: most are misspellings or endings.</summary>
    private const double UnknownSquare = 4;

    private static FeatureSpace Lay(Dictionary<ulong, int> features, Func<string, IEnumerable<ulong>> split, float[] idf, List<int> frequencies, Dictionary<int, int>[] vectors)
    {
        var offsets = new int[frequencies.Count + 1];
        for (var feature = 0; feature < frequencies.Count; feature++)
            offsets[feature + 1] = offsets[feature] + frequencies[feature];
        var next = offsets[..^1];
        var texts = new int[offsets[^1]];
        var weights = new float[offsets[^1]];
        for (var i = 0; i < vectors.Length; i++)
        {
            var norm = Math.Sqrt(vectors[i].Sum(pair => Square(Weight(pair.Value, idf[pair.Key]))));
            foreach (var (feature, count) in vectors[i])
            {
                var at = next[feature]++;
                texts[at] = i;
                weights[at] = (float)(Weight(count, idf[feature]) / norm);
            }
        }

        return new FeatureSpace(features, split, idf, offsets, texts, weights);
    }

    private static double Weight(int count, float idf) => (1 + Math.Log(count)) * idf;

    private static double Square(double x) => x * x;
}
