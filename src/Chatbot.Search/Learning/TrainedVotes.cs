using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Chatbot.Search.Learning;

/// <summary>
/// What training found out about the texts of an index: how much each of them speaks for and against each class. The
/// scores of a new text are the sums of these votes, weighted by how like it is to each text. One byte a vote, with a
/// scale for each text.
/// </summary>
public sealed class TrainedVotes
{
    private const int Levels = 127;

    private readonly sbyte[] _votes;
    private readonly float[] _scales;

    private TrainedVotes(int classes, sbyte[] votes, float[] scales) => (Classes, _votes, _scales) = (classes, votes, scales);

    public int Texts => _scales.Length;

    public int Classes { get; }

    /// <param name="votes">texts x classes, by rows.</param>
    /// <param name="classes">At least 1.</param>
    public static TrainedVotes Of(ReadOnlySpan<float> votes, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        var (codes, scales) = (new sbyte[votes.Length], new float[votes.Length / classes]);
        for (var text = 0; text < scales.Length; text++)
        {
            var row = votes.Slice(text * classes, classes);
            var largest = 0f;
            foreach (var vote in row)
                largest = Math.Max(largest, Math.Abs(vote));
            scales[text] = largest / Levels;
            for (var c = 0; c < classes && largest > 0; c++)
                codes[(text * classes) + c] = (sbyte)MathF.Round(row[c] / scales[text]);
        }

        return new TrainedVotes(classes, codes, scales);
    }

    /// <summary>Adds the votes of one text, times <paramref name="weight"/>.</summary>
    /// <param name="scores">By class.</param>
    /// <param name="text">0 to <see cref="Texts"/> - 1.</param>
    /// <param name="weight">How much the text counts.</param>
    public void AddTo(Span<float> scores, int text, float weight)
    {
        weight *= _scales[text];
        if (weight == 0)
            return;
        ref var vote = ref MemoryMarshal.GetReference(_votes.AsSpan(text * Classes, Classes));
        ref var score = ref MemoryMarshal.GetReference(scores[..Classes]);
        var c = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var weights = Vector256.Create(weight);
            for (; c + 16 <= Classes; c += 16)
            {
                var (low, high) = Vector256.Widen(Vector256.WidenLower(Vector256.Create(Vector128.LoadUnsafe(ref vote, (nuint)c), Vector128<sbyte>.Zero)));
                Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(low), weights, Vector256.LoadUnsafe(ref score, (nuint)c)).StoreUnsafe(ref score, (nuint)c);
                Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(high), weights, Vector256.LoadUnsafe(ref score, (nuint)(c + 8))).StoreUnsafe(ref score, (nuint)(c + 8));
            }
        }

        for (; c < Classes; c++)
            Unsafe.Add(ref score, c) = MathF.FusedMultiplyAdd(Unsafe.Add(ref vote, c), weight, Unsafe.Add(ref score, c));
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
        var (codes, scales) = (new sbyte[texts.Count * classes.Count], new float[texts.Count]);
        for (var text = 0; text < texts.Count; text++)
        {
            if (texts[text] is not (>= 0 and var old))
                continue;
            scales[text] = _scales[old];
            for (var c = 0; c < classes.Count; c++)
                codes[(text * classes.Count) + c] = classes[c] < 0 ? (sbyte)0 : _votes[(old * Classes) + classes[c]];
        }

        return new TrainedVotes(classes.Count, codes, scales);
    }

    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Texts);
        writer.Write(Classes);
        writer.Write(MemoryMarshal.AsBytes(_scales.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(_votes.AsSpan()));
    }

    /// <exception cref="InvalidDataException">The data are no votes, or cut off.</exception>
    public static TrainedVotes Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (texts, classes) = (reader.ReadInt32(), reader.ReadInt32());
        if (texts < 0 || classes < 1 || (long)texts * (classes + sizeof(float)) > reader.BaseStream.Length)
            throw new InvalidDataException($"{texts} texts with {classes} classes are not in these data");
        var (codes, scales) = (new sbyte[texts * classes], new float[texts]);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(scales.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(codes.AsSpan()));
        return new TrainedVotes(classes, codes, scales);
    }
}
