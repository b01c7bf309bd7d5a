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

    /// <summary>Rows that are added in one pass.</summary>
    private const int Together = 4;

    /// <summary>Groups of rows; measured, one to six differ little.</summary>
    private const int FetchedAhead = 2;

    private const int CacheLine = 64;

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
        var shares = ScratchArrays.Floats.Rent(Texts);
        try
        {
            AddTo(scores, weights, shares.AsSpan(0, Texts));
        }
        finally
        {
            ScratchArrays.Floats.Return(shares);
        }
    }

    private void AddTo(Span<float> scores, ReadOnlySpan<float> weights, Span<float> shares)
    {
        var (largest, sum) = Weigh(weights, _scales, shares);
        if (largest == 0)
            return;
        var step = (float)Math.Max(largest / short.MaxValue, sum * Levels / (int.MaxValue - (weights.Length * (double)Levels)));
        Round(shares, step);
        Span<int> sums = new int[_stride];
        var votes = _votes.Span;
        Span<int> open = stackalloc int[Together];
        Span<int> openShares = stackalloc int[Together];
        var count = 0;
        for (var text = 0; text < shares.Length; text++)
        {
            var share = (int)shares[text];
            if (share == 0)
                continue;
            (open[count], openShares[count]) = (text, share);
            if (++count < Together)
                continue;
            AddRows(sums, votes, open, openShares);
            count = 0;
        }

        if (count > 0)
        {
            // Rows that weigh nothing fill the last group up.
            open[count..].Fill(open[0]);
            openShares[count..].Clear();
            AddRows(sums, votes, open, openShares);
        }

        for (var c = 0; c < Classes; c++)
            scores[c] += step * sums[c];
        GC.KeepAlive(this);
    }

    private static int StrideOf(int classes) => (classes + Lanes - 1) / Lanes * Lanes;

    /// <summary>Each weight times its text's scale; the largest of these and their sum, without their signs.</summary>
    private static (float Largest, double Sum) Weigh(ReadOnlySpan<float> weights, ReadOnlySpan<float> scales, Span<float> shares)
    {
        // Always in lanes of four, so that every machine adds in the same order.
        var (largest, sums) = (Vector256<float>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i <= shares.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var share = Vector256.Create(weights[i..]) * Vector256.Create(scales[i..]);
            share.CopyTo(shares[i..]);
            var size = Vector256.Abs(share);
            largest = Vector256.Max(largest, size);
            var (low, high) = Vector256.Widen(size);
            sums = sums + low + high;
        }

        var (most, sum) = (0f, Vector256.Sum(sums));
        for (var lane = 0; lane < Vector256<float>.Count; lane++)
            most = Math.Max(most, largest[lane]);
        for (; i < shares.Length; i++)
        {
            shares[i] = weights[i] * scales[i];
            most = Math.Max(most, Math.Abs(shares[i]));
            sum += Math.Abs(shares[i]);
        }

        return (most, sum);
    }

    /// <summary>To whole steps.</summary>
    private static void Round(Span<float> shares, float step)
    {
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(shares);
        foreach (ref var vector in vectors)
            vector = Vector256.Round(vector / Vector256.Create(step));
        foreach (ref var share in shares[(vectors.Length * Vector256<float>.Count)..])
            share = MathF.Round(share / step);
    }

    /// <summary>Four rows at a time, so that sums are fetched and put back once for the four; the processor multiplies and adds pairs of 16-bit numbers.</summary>
    private void AddRows(Span<int> sums, ReadOnlySpan<sbyte> votes, ReadOnlySpan<int> texts, ReadOnlySpan<int> shares)
    {
        ref var a = ref MemoryMarshal.GetReference(votes.Slice(texts[0] * _stride, _stride));
        ref var b = ref MemoryMarshal.GetReference(votes.Slice(texts[1] * _stride, _stride));
        ref var c = ref MemoryMarshal.GetReference(votes.Slice(texts[2] * _stride, _stride));
        ref var d = ref MemoryMarshal.GetReference(votes.Slice(texts[3] * _stride, _stride));
        ref var sum = ref MemoryMarshal.GetReference(sums[.._stride]);
        Fetch(ref d);
        if (Avx512BW.IsSupported)
        {
            var (first, second) = (Vector512.Create(Pair(shares[0], shares[1])).AsInt16(), Vector512.Create(Pair(shares[2], shares[3])).AsInt16());
            for (nuint at = 0; at < (nuint)_stride; at += Lanes)
            {
                var added = Avx512BW.MultiplyAddAdjacent(Both512(ref a, ref b, at), first) + Avx512BW.MultiplyAddAdjacent(Both512(ref c, ref d, at), second);
                (Vector512.LoadUnsafe(ref sum, at) + added).StoreUnsafe(ref sum, at);
            }
        }
        else if (Avx2.IsSupported)
        {
            var (first, second) = (Vector256.Create(Pair(shares[0], shares[1])).AsInt16(), Vector256.Create(Pair(shares[2], shares[3])).AsInt16());
            for (nuint at = 0; at < (nuint)_stride; at += Lanes)
            {
                var (ab, cd) = (Both256(ref a, ref b, at), Both256(ref c, ref d, at));
                var low = Avx2.MultiplyAddAdjacent(ab.Low, first) + Avx2.MultiplyAddAdjacent(cd.Low, second);
                var high = Avx2.MultiplyAddAdjacent(ab.High, first) + Avx2.MultiplyAddAdjacent(cd.High, second);
                (Vector256.LoadUnsafe(ref sum, at) + low).StoreUnsafe(ref sum, at);
                (Vector256.LoadUnsafe(ref sum, at + 8) + high).StoreUnsafe(ref sum, at + 8);
            }
        }
        else
        {
            for (var at = 0; at < _stride; at++)
            {
                Unsafe.Add(ref sum, at) += (Unsafe.Add(ref a, at) * shares[0]) + (Unsafe.Add(ref b, at) * shares[1])
                    + (Unsafe.Add(ref c, at) * shares[2]) + (Unsafe.Add(ref d, at) * shares[3]);
            }
        }
    }

    /// <summary>
    /// Ten megabytes do not stay near the processor, and what it fetches ahead by itself ends with each page. Nearly every row
    /// takes part, so the rows after next are asked for while these are added; an address behind the end does no harm.
    /// </summary>
    private unsafe void Fetch(ref sbyte last)
    {
        if (!Sse.IsSupported)
            return;
        var ahead = (byte*)Unsafe.AsPointer(ref last) + (FetchedAhead * Together * _stride);
        for (var line = 0; line < Together * _stride; line += CacheLine)
            Sse.Prefetch0(ahead + line);
    }

    /// <summary>Two weights as the pair of 16-bit numbers that a pair of votes is multiplied with.</summary>
    private static int Pair(int first, int second) => (first & 0xFFFF) | (second << 16);

    /// <summary>Sixteen votes of each of two rows by turns, 16 bits each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Both512(ref sbyte first, ref sbyte second, nuint at)
    {
        var (x, y) = (Vector128.LoadUnsafe(ref first, at), Vector128.LoadUnsafe(ref second, at));
        return Avx512BW.ConvertToVector512Int16(Vector256.Create(Sse2.UnpackLow(x, y), Sse2.UnpackHigh(x, y)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<short> Low, Vector256<short> High) Both256(ref sbyte first, ref sbyte second, nuint at)
    {
        var (x, y) = (Vector128.LoadUnsafe(ref first, at), Vector128.LoadUnsafe(ref second, at));
        return (Avx2.ConvertToVector256Int16(Sse2.UnpackLow(x, y)), Avx2.ConvertToVector256Int16(Sse2.UnpackHigh(x, y)));
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
