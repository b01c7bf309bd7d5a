using System.Numerics;
using Chatbot.Search.Learning;

namespace Chatbot.Triage;

/// <summary>
/// A trained <see cref="SentenceNetwork"/> as it is stored and used: the weights of the hidden units at a quarter of their size, behind
/// memory that can be taken back while nobody writes.
/// </summary>
internal sealed class PackedNetwork
{
    private readonly float[] _innerBias;
    private readonly float[] _innerScale;
    private readonly ReadOnlyMemory<sbyte> _inner;
    private readonly SentenceNetwork _outer;

    private PackedNetwork(float[] innerBias, float[] innerScale, ReadOnlyMemory<sbyte> inner, SentenceNetwork outer) =>
        (_innerBias, _innerScale, _inner, _outer) = (innerBias, innerScale, inner, outer);

    /// <summary>The probability of each class; they sum to 1.</summary>
    /// <param name="vector">Of unit length, as the encoder gives it.</param>
    public float[] Judge(ReadOnlySpan<float> vector)
    {
        var weights = _inner.Span;
        Span<float> units = stackalloc float[_innerBias.Length];
        for (var unit = 0; unit < units.Length; unit++)
            units[unit] = MathF.Max(0, _innerBias[unit] + (SentenceNetwork.InputScale * _innerScale[unit] * Dot(vector, weights.Slice(unit * vector.Length, vector.Length))));

        // The mapping behind a span lasts as long as this does.
        GC.KeepAlive(this);
        var scores = new float[_outer.Classes];
        _outer.Scores(units, scores);
        return scores;
    }

    /// <summary>One network of the file (<see cref="SentenceVote"/>).</summary>
    public static PackedNetwork Read(BinaryReader reader, int inputs, int hidden, int classes)
    {
        var (bias, scale, inner) = (new float[hidden], new float[hidden], new sbyte[hidden * inputs]);
        for (var unit = 0; unit < hidden; unit++)
        {
            bias[unit] = reader.ReadSingle();
            scale[unit] = reader.ReadSingle();
            for (var at = unit * inputs; at < (unit + 1) * inputs; at++)
                inner[at] = reader.ReadSByte();
        }

        var outer = SentenceNetwork.OuterOnly(hidden, classes);
        for (var c = 0; c < classes; c++)
        {
            outer.OuterBias[c] = reader.ReadSingle();
            for (var at = c * hidden; at < (c + 1) * hidden; at++)
                outer.Outer[at] = reader.ReadSingle();
        }

        return new PackedNetwork(bias, scale, ReclaimableBytes.Of(inner), outer);
    }

    public static void Write(BinaryWriter writer, SentenceNetwork network)
    {
        for (var unit = 0; unit < network.Hidden; unit++)
        {
            var row = network.Inner.AsSpan(unit * network.Inputs, network.Inputs);
            var most = 1e-12f;
            foreach (var weight in row)
                most = MathF.Max(most, MathF.Abs(weight));
            var scale = most / sbyte.MaxValue;
            writer.Write(network.InnerBias[unit]);
            writer.Write(scale);
            foreach (var weight in row)
                writer.Write((sbyte)MathF.Round(weight / scale));
        }

        for (var c = 0; c < network.Classes; c++)
        {
            writer.Write(network.OuterBias[c]);
            foreach (var weight in network.Outer.AsSpan(c * network.Hidden, network.Hidden))
                writer.Write(weight);
        }
    }

    private static float Dot(ReadOnlySpan<float> vector, ReadOnlySpan<sbyte> weights)
    {
        var sums = Vector<float>.Zero;
        var at = 0;
        for (; at <= vector.Length - Vector<sbyte>.Count; at += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(weights[at..]), out var low, out var high);
            Vector.Widen(low, out var first, out var second);
            Vector.Widen(high, out var third, out var fourth);
            var four = vector.Slice(at, Vector<sbyte>.Count);
            sums += new Vector<float>(four) * Vector.ConvertToSingle(first);
            sums += new Vector<float>(four[Vector<float>.Count..]) * Vector.ConvertToSingle(second);
            sums += new Vector<float>(four[(2 * Vector<float>.Count)..]) * Vector.ConvertToSingle(third);
            sums += new Vector<float>(four[(3 * Vector<float>.Count)..]) * Vector.ConvertToSingle(fourth);
        }

        var sum = Vector.Sum(sums);
        for (; at < vector.Length; at++)
            sum += vector[at] * weights[at];
        return sum;
    }
}
