using System.Runtime.InteropServices;

namespace Chatbot.Search;

/// <summary>
/// One kind of feature over all texts: unit TF-IDF vectors, kept as flat postings by feature. Four bytes a posting: sixteen
/// bits for the text, sixteen for its weight.
/// </summary>
internal sealed class FeatureSpace
{
    public const int MostTexts = ushort.MaxValue + 1;

    private const float Step = 1f / ushort.MaxValue;

    /// <summary>Squared weight of a feature that no text has: small, since most are misspellings or endings.</summary>
    private const double UnknownSquare = 4;

    /// <summary>Ascending; their places are the features' numbers.</summary>
    private readonly ulong[] _features;
    private readonly Func<string, IEnumerable<ulong>> _split;
    private readonly float[] _idf;
    private readonly int[] _offsets;
    private readonly ushort[] _texts;
    private readonly ushort[] _weights;

    private FeatureSpace(ulong[] features, Func<string, IEnumerable<ulong>> split, float[] idf, int[] offsets, ushort[] texts, ushort[] weights) =>
        (_features, _split, _idf, _offsets, _texts, _weights) = (features, split, idf, offsets, texts, weights);

    /// <param name="normalTexts">Texts as <see cref="TextFeatures.Normalise"/> leaves them, at most <see cref="MostTexts"/>.</param>
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

        return Lay(features, split, documentFrequencies, entries, ends);
    }

    /// <summary>Adds each text's cosine with the given one, times <paramref name="share"/>.</summary>
    public void AddCosines(string normal, float share, float[] scores)
    {
        var counts = new Dictionary<int, int>();
        var unknown = 0;
        foreach (var hash in _split(normal))
        {
            if (Array.BinarySearch(_features, hash) is >= 0 and var feature)
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
            var weight = Step * (float)(share * Weight(count, _idf[feature]) / norm);
            var texts = _texts.AsSpan(_offsets[feature].._offsets[feature + 1]);
            var weights = _weights.AsSpan(_offsets[feature], texts.Length);
            for (var i = 0; i < texts.Length; i++)
                scores[texts[i]] += weight * weights[i];
        }
    }

    private static FeatureSpace Lay(
        Dictionary<ulong, int> features,
        Func<string, IEnumerable<ulong>> split,
        List<int> documentFrequencies,
        List<(int Feature, int Count)> entries,
        int[] ends)
    {
        var hashes = features.Keys.ToArray();
        Array.Sort(hashes);
        var numbers = new int[hashes.Length];
        var idf = new float[hashes.Length];
        var offsets = new int[hashes.Length + 1];
        for (var number = 0; number < hashes.Length; number++)
        {
            var found = features[hashes[number]];
            numbers[found] = number;
            idf[number] = (float)(1 + Math.Log((1.0 + ends.Length) / (1.0 + documentFrequencies[found])));
            offsets[number + 1] = offsets[number] + documentFrequencies[found];
        }

        var next = offsets[..^1];
        var texts = new ushort[offsets[^1]];
        var weights = new ushort[offsets[^1]];
        var all = CollectionsMarshal.AsSpan(entries);
        for (var text = 0; text < ends.Length; text++)
        {
            var own = all[(text == 0 ? 0 : ends[text - 1])..ends[text]];
            var sum = 0.0;
            foreach (var (found, count) in own)
                sum += Square(Weight(count, idf[numbers[found]]));
            var norm = Math.Sqrt(sum);
            foreach (var (found, count) in own)
            {
                var at = next[numbers[found]]++;
                texts[at] = (ushort)text;
                weights[at] = (ushort)Math.Round(Weight(count, idf[numbers[found]]) / norm / Step);
            }
        }

        return new FeatureSpace(hashes, split, idf, offsets, texts, weights);
    }

    private static double Weight(int count, float idf) => (1 + Math.Log(count)) * idf;

    private static double Square(double x) => x * x;
}
