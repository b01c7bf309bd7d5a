namespace Chatbot.Search.Encoding;

/// <summary>
/// Vectors of texts, one byte a number in one flat array, searched from end to end: 5,000 of 512 numbers take about a
/// tenth of a millisecond, so nothing cleverer is needed. Immutable.
/// </summary>
public sealed class SentenceVectors
{
    private readonly sbyte[] _codes;
    private readonly float[] _scales;
    private readonly int[] _labels;

    private SentenceVectors(int dimensions, int count) =>
        (Dimensions, _codes, _scales, _labels) = (dimensions, new sbyte[dimensions * count], new float[count], new int[count]);

    public int Count => _labels.Length;

    public int Dimensions { get; }

    /// <param name="dimensions">Length of every vector.</param>
    /// <param name="vectors">Vectors of unit length and what the caller knows them by; their order gives the entries.</param>
    /// <exception cref="ArgumentException">A vector of another length.</exception>
    public static SentenceVectors Of(int dimensions, IReadOnlyList<(int Label, float[] Vector)> vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        return Of(dimensions, [.. vectors.Select(entry => entry.Label)], vectors.Select(entry => QuantisedVector.Of(entry.Vector)));
    }

    internal static SentenceVectors Of(int dimensions, IReadOnlyList<int> labels, IEnumerable<QuantisedVector> vectors)
    {
        var result = new SentenceVectors(dimensions, labels.Count);
        var entry = 0;
        foreach (var (scale, codes) in vectors)
        {
            if (codes.Length != dimensions)
                throw new ArgumentException($"Vector {entry} has {codes.Length} numbers instead of {dimensions}", nameof(vectors));
            codes.CopyTo(result._codes, entry * dimensions);
            result._scales[entry] = scale;
            result._labels[entry] = labels[entry];
            entry++;
        }

        return result;
    }

    /// <summary>The cosine with every entry, -1 to 1, by entry.</summary>
    /// <param name="vector">Of unit length.</param>
    /// <param name="cosines">Receives <see cref="Count"/> numbers.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Cosines(ReadOnlySpan<float> vector, Span<float> cosines)
    {
        if (vector.Length != Dimensions)
            throw new ArgumentException($"The vector has {vector.Length} numbers instead of {Dimensions}", nameof(vector));
        if (cosines.Length < Count)
            throw new ArgumentException($"There is room for {cosines.Length} of {Count} cosines", nameof(cosines));
        Span<short> query = stackalloc short[Dimensions];
        var step = QuantisedVector.QuantiseQuery(vector, query);
        for (var entry = 0; entry < Count; entry++)
            cosines[entry] = step * _scales[entry] * QuantisedVector.Dot(query, _codes.AsSpan(entry * Dimensions, Dimensions));
    }

    /// <summary>The entries with the highest cosines, best first, ties in the order of addition. Cosines of 0 or less are left out.</summary>
    public IReadOnlyList<NearestText> Nearest(ReadOnlySpan<float> vector, int top)
    {
        var cosines = new float[Count];
        Cosines(vector, cosines);
        var queue = new PriorityQueue<int, (float Cosine, int Late)>();
        var least = 0f;
        for (var entry = 0; entry < cosines.Length; entry++)
        {
            if (cosines[entry] <= least)
                continue;
            if (queue.Count < top)
                queue.Enqueue(entry, (cosines[entry], -entry));
            else
                queue.EnqueueDequeue(entry, (cosines[entry], -entry));
            if (queue.Count == top && queue.TryPeek(out _, out var last))
                least = last.Cosine;
        }

        var nearest = new List<NearestText>(queue.Count);
        while (queue.TryDequeue(out var entry, out var priority))
            nearest.Add(new NearestText(entry, _labels[entry], Math.Min(1, priority.Cosine)));
        nearest.Reverse();
        return nearest;
    }
}
