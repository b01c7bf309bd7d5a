using System.Runtime.InteropServices;

namespace Chatbot.Search;

/// <summary>One kind of feature over all texts: unit TF-IDF vectors, kept as flat postings by feature.</summary>
internal sealed class FeatureSpace
{
    /// <summary>Squared weight of a feature that no text has: small, since most are misspellings or endings.</summary>
    private const double UnknownSquare = 4;

    private readonly Dictionary<ulong, int> _features;
    private readonly Func<string, IEnumerable<ulong>> _split;
    private readonly float[] _idf;
    private readonly int[] _offsets;
    private readonly int[] _texts;
    private readonly float[] _weights;

    private FeatureSpace(Dictionary<ulong, int> features, Func<string, IEnumerable<ulong>> split, float[] idf, int[] offsets, int[] texts, float[] weights) =>
        (_features, _split, _idf, _offsets, _texts, _weights) = (features, split, idf, offsets, texts, weights);

    /// <param name="normalTexts">Texts as <see cref="TextFeatures.Normalise"/> leaves them.</param>
    /// <param name="split">Text to features.</param>
    public static FeatureSpace Build(IReadOnlyList<string> normalTexts, Func<string, IEnumerable<ulong>> split)
    {
        var features = new Dictionary<ulong, int>();
        var documentFrequencies = new List<int>();

        // Text by text: which feature, and how often. One list for all keeps the start's garbage small.
        var entries = new List<(int Feature, int Count)>(normalTexts.Count * 64);
        var ends = new int[normalTexts.Count];
        var counts = new Dictionary<int, int>();
        for (var i = 0; i < normalTexts.Count; i++)
        {
            counts.Clear();
            foreach (var hash in split(normalTexts[i]))
            {
                ref var feature = ref CollectionsMarshal.GetValueRefOrAddDefault(features, hash, out var known);
                if (!known)
                {
                    feature = documentFrequencies.Count;
                    documentFrequencies.Add(0);
                }

                CollectionsMarshal.GetValueRefOrAddDefault(counts, feature, out _)++;
            }

            foreach (var (feature, count) in counts)
            {
                documentFrequencies[feature]++;
                entries.Add((feature, count));
            }

            ends[i] = entries.Count;
        }

        float[] idf = [.. documentFrequencies.Select(frequency => (float)(1 + Math.Log((1.0 + normalTexts.Count) / (1.0 + frequency))))];
        features.TrimExcess();
        return Lay(features, split, idf, documentFrequencies, entries, ends);
    }

    /// <summary>Adds each text's cosine with the given one, times <paramref name="share"/>.</summary>
    public void AddCosines(string normal, float share, float[] scores)
    {
        var counts = new Dictionary<int, int>();
        var unknown = 0;
        foreach (var hash in _split(normal))
        {
            if (_features.TryGetValue(hash, out var feature))
                CollectionsMarshal.GetValueRefOrAddDefault(counts, feature, out _)++;
            else
                unknown++;
        }

        // Unknown features lengthen the vector: a text of strange words is like nothing here.
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

    private static FeatureSpace Lay(
        Dictionary<ulong, int> features,
        Func<string, IEnumerable<ulong>> split,
        float[] idf,
        List<int> documentFrequencies,
        List<(int Feature, int Count)> entries,
        int[] ends)
    {
        var offsets = new int[documentFrequencies.Count + 1];
        for (var feature = 0; feature < documentFrequencies.Count; feature++)
            offsets[feature + 1] = offsets[feature] + documentFrequencies[feature];
        var next = offsets[..^1];
        var texts = new int[offsets[^1]];
        var weights = new float[offsets[^1]];
        var all = CollectionsMarshal.AsSpan(entries);
        for (var text = 0; text < ends.Length; text++)
        {
            var own = all[(text == 0 ? 0 : ends[text - 1])..ends[text]];
            var sum = 0.0;
            foreach (var (feature, count) in own)
                sum += Square(Weight(count, idf[feature]));
            var norm = Math.Sqrt(sum);
            foreach (var (feature, count) in own)
            {
                var at = next[feature]++;
                texts[at] = text;
                weights[at] = (float)(Weight(count, idf[feature]) / norm);
            }
        }

        return new FeatureSpace(features, split, idf, offsets, texts, weights);
    }

    private static double Weight(int count, float idf) => (1 + Math.Log(count)) * idf;

    private static double Square(double x) => x * x;
}
