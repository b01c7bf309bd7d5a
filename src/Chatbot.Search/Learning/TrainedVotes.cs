using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Chatbot.Search.Learning;

/// <summary>
/// What training found out about the texts of an index: how much each of them speaks for and against each class. The
/// scores of a new text are the sums of these votes, weighted by how like it is to each text. One byte a vote, with a
/// scale for each text.
/// </summary>
public sealed class TrainedVotes
{
    private const int Levels = 127;

    /// <summary>Rows are filled up with zeros to whole registers.</summary>
    private const int Lanes = 16;

    private readonly ReadOnlyMemory<sbyte> _votes;
    private readonly float[] _scales;
    private readonly int _stride;

    private TrainedVotes(int classes, ReadOnlyMemory<sbyte> votes, float[] scales) => (Classes, _votes, _scales, _stride) = (classes, votes, scales, StrideOf(classes));

    public int Texts => _scales.Length;

    public int Classes { get; }

    /// <param name="votes">texts x classes, by rows.</param>
    /// <param name="classes">At least 1.</param>
    public static TrainedVotes Of(ReadOnlySpan<float> votes, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        var stride = StrideOf(classes);
        var scales = new float[votes.Length / classes];
        var codes = new sbyte[scales.Length * stride];
        for (var text = 0; text < scales.Length; text++)
        {
            var row = votes.Slice(text * classes, classes);
            var largest = 0f;
            foreach (var vote in row)
                largest = Math.Max(largest, Math.Abs(vote));
            scales[text] = largest / Levels;
            for (var c = 0; c < classes && largest > 0; c++)
                codes[(text * stride) + c] = (sbyte)MathF.Round(row[c] / scales[text]);
        }

        return new TrainedVotes(classes, codes, scales);
    }

    /// <summary>
    /// Adds the votes of all texts, each times its weight. The sums are whole numbers, so every machine gets the same; a
    /// weight is rounded by at most a 32,767th of the largest, more only if thousands of texts weigh about the same.
    /// </summary>
    /// <param name="scores">By class.</param>
    /// <param name="weights">By text.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void AddTo(Span<float> scores, ReadOnlySpan<float> weights)
    {
        if (weights.Length != Texts || scores.Length < Classes)
            throw new ArgumentException($"{weights.Length} weights and {scores.Length} scores for {Texts} texts and {Classes} classes", nameof(weights));
        var (largest, sum) = (0f, 0.0);
        for (var text = 0; text < weights.Length; text++)
        {
            var size = Math.Abs(weights[text] * _scales[text]);
            largest = Math.Max(largest, size);
            sum += size;
        }

        if (largest == 0)
            return;
        var step = (float)Math.Max(largest / short.MaxValue, sum * Levels / (int.MaxValue - (weights.Length * (double)Levels)));
        Span<int> sums = new int[_stride];
        var votes = _votes.Span;
        var (open, share) = (-1, 0);
        for (var text = 0; text < weights.Length; text++)
        {
            var weight = (int)MathF.Round(weights[text] * _scales[text] / step);
            if (weight == 0)
                continue;
            if (open < 0)
            {
                (open, share) = (text, weight);
                continue;
            }

            AddRows(sums, votes.Slice(open * _stride, _stride), share, votes.Slice(text * _stride, _stride), weight);
            open = -1;
        }

        if (open >= 0)
            AddRows(sums, votes.Slice(open * _stride, _stride), share, votes.Slice(open * _stride, _stride), 0);
        for (var c = 0; c < Classes; c++)
            scores[c] += step * sums[c];
        GC.KeepAlive(this);
    }

    private static int StrideOf(int classes) => (classes + Lanes - 1) / Lanes * Lanes;

    /// <summary>Two rows at a time, as the processor multiplies and adds pairs of 16-bit numbers.</summary>
    private void AddRows(Span<int> sums, ReadOnlySpan<sbyte> first, int firstWeight, ReadOnlySpan<sbyte> second, int secondWeight)
    {
        ref var a = ref MemoryMarshal.GetReference(first);
        ref var b = ref MemoryMarshal.GetReference(second);
        ref var sum = ref MemoryMarshal.GetReference(sums[.._stride]);
        if (!Avx2.IsSupported)
        {
            for (var c = 0; c < _stride; c++)
                Unsafe.Add(ref sum, c) += (Unsafe.Add(ref a, c) * firstWeight) + (Unsafe.Add(ref b, c) * secondWeight);
            return;
        }

        var weights = Vector256.Create((firstWeight & 0xFFFF) | (secondWeight << 16)).AsInt16();
        for (nuint c = 0; c < (nuint)_stride; c += Lanes)
        {
            var (x, y) = (Vector128.LoadUnsafe(ref a, c), Vector128.LoadUnsafe(ref b, c));
            var low = Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Sse2.UnpackLow(x, y)), weights);
            var high = Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Sse2.UnpackHigh(x, y)), weights);
            (Vector256.LoadUnsafe(ref sum, c) + low).StoreUnsafe(ref sum, c);
            (Vector256.LoadUnsafe(ref sum, c + 8) + high).StoreUnsafe(ref sum, c + 8);
        }
    }

    /// <summary>The same votes for other texts and classes: what a change of the knowledge leaves of them.</summary>
    /// <param name="texts">For each text of the result, the one whose votes it gets; negative for none.</param>
    /// <param name="classes">For each class of the result, the one whose votes it gets; negative for none.</param>
    public TrainedVotes Rearranged(IReadOnlyList<int> texts, IReadOnlyList<int> classes)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(classes);
        if (texts.Count == Texts && classes.Count == Classes && texts.Select((old, i) => old == i).All(same => same) && classes.Select((old, i) => old == i).All(same => same))
            return this;
        var stride = StrideOf(classes.Count);
        var votes = _votes.Span;
        var (codes, scales) = (new sbyte[texts.Count * stride], new float[texts.Count]);
        for (var text = 0; text < texts.Count; text++)
        {
            if (texts[text] is not (>= 0 and var old))
                continue;
            scales[text] = _scales[old];
            for (var c = 0; c < classes.Count; c++)
                codes[(text * stride) + c] = classes[c] < 0 ? (sbyte)0 : votes[(old * _stride) + classes[c]];
        }

        GC.KeepAlive(this);
        return new TrainedVotes(classes.Count, ReclaimableBytes.Of(codes), scales);
    }

    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Texts);
        writer.Write(Classes);
        writer.Write(MemoryMarshal.AsBytes(_scales.AsSpan()));
        for (var text = 0; text < Texts; text++)
            writer.Write(MemoryMarshal.AsBytes(_votes.Span.Slice(text * _stride, Classes)));
        GC.KeepAlive(this);
    }

    /// <exception cref="InvalidDataException">The data are no votes, or cut off.</exception>
    public static TrainedVotes Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (texts, classes) = (reader.ReadInt32(), reader.ReadInt32());
        if (texts < 0 || classes < 1 || (long)texts * (classes + sizeof(float)) > reader.BaseStream.Length)
            throw new InvalidDataException($"{texts} texts with {classes} classes are not in these data");
        var stride = StrideOf(classes);
        var (codes, scales) = (new sbyte[texts * stride], new float[texts]);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(scales.AsSpan()));
        for (var text = 0; text < texts; text++)
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(codes.AsSpan(text * stride, classes)));
        return new TrainedVotes(classes, ReclaimableBytes.Of(codes), scales);
    }
}
