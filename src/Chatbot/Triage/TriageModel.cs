using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Chatbot.Knowledge;
using Chatbot.Search.Learning;

namespace Chatbot.Triage;

/// <summary>
/// A multinomial logistic regression over hashed word and character n-grams: how likely each class is. It stands beside
/// the rules for wording that nobody wrote a rule for. Weights are signed bytes times one scale per class; the file
/// <c>model.bin</c> is written by <see cref="TriageTrainer"/>.
/// </summary>
/// <remarks>
/// File, little-endian: "TRG1", int32 features, int32 classes, float32 bias and float32 scale per class, uint32 hash per
/// feature (ascending), byte idf per feature (1/16 steps), then sbyte weights, feature by feature.
/// </remarks>
internal sealed class TriageModel
{
    public const int Classes = (int)TriageClass.Empty + 1;

    private const float IdfStep = 1 / 16f;
    private static readonly byte[] Magic = "TRG1"u8.ToArray();

    /// <summary>Four bytes each, ascending.</summary>
    private readonly ReadOnlyMemory<sbyte> _hashes;
    private readonly byte[] _idf;
    private readonly ReadOnlyMemory<sbyte> _weights;
    private readonly float[] _bias;
    private readonly float[] _scale;

    /// <param name="hashes">Of the features, ascending, four bytes each.</param>
    /// <param name="idf">By feature, in steps of 1/16.</param>
    /// <param name="weights">By feature and class; empty before training.</param>
    /// <param name="bias">By class.</param>
    /// <param name="scale">Of the weights, by class.</param>
    internal TriageModel(ReadOnlyMemory<sbyte> hashes, byte[] idf, ReadOnlyMemory<sbyte> weights, float[] bias, float[] scale)
    {
        (_hashes, _idf, _weights, _bias, _scale) = (hashes, idf, weights, bias, scale);
    }

    public int Features => Hashes.Length;

    private ReadOnlySpan<uint> Hashes => MemoryMarshal.Cast<sbyte, uint>(_hashes.Span);

    /// <summary>Reads <c>model.bin</c>. Throws <see cref="KnowledgeException"/> when it is no such file.</summary>
    public static TriageModel Load(string file)
    {
        var fault = new KnowledgeException(file, 1, "This is no whole triage model.", "Write it again by training.");
        if (!File.Exists(file))
            throw fault;
        var bytes = File.ReadAllBytes(file).AsSpan();
        if (bytes.Length < 12 || !bytes[..4].SequenceEqual(Magic))
            throw fault;
        var features = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        var classes = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (classes != Classes || features < 0 || bytes.Length != 12L + (8L * classes) + (features * (5L + classes)))
            throw fault;
        var at = 12;
        float[] bias = new float[classes], scale = new float[classes];
        for (var i = 0; i < classes; i++, at += 4)
            bias[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[at..]);
        for (var i = 0; i < classes; i++, at += 4)
            scale[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[at..]);
        var hashes = new uint[features];
        for (var i = 0; i < features; i++, at += 4)
            hashes[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

        // With the weights the most of the model, and not needed while nobody writes.
        var kept = ReclaimableBytes.Of(MemoryMarshal.Cast<uint, sbyte>(hashes).ToArray());
        var idf = bytes.Slice(at, features).ToArray();
        var weights = MemoryMarshal.Cast<byte, sbyte>(bytes[(at + features)..]).ToArray();
        return new TriageModel(kept, idf, ReclaimableBytes.Of(weights), bias, scale);
    }

    public void Save(string file)
    {
        var bytes = new byte[12 + (8 * Classes) + (Features * (5 + Classes))].AsSpan();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], Features);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Classes);
        var at = 12;
        foreach (var value in _bias.Concat(_scale))
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes[at..], value);
            at += 4;
        }

        foreach (var hash in Hashes)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[at..], hash);
            at += 4;
        }

        _idf.CopyTo(bytes[at..]);
        MemoryMarshal.AsBytes(_weights.Span).CopyTo(bytes[(at + Features)..]);
        GC.KeepAlive(this);
        File.WriteAllBytes(file, bytes.ToArray());
    }

    /// <summary>The probability of each class, in the order of <see cref="TriageClass"/>; they sum to 1.</summary>
    public float[] Judge(ModelText text)
    {
        var scores = (float[])_bias.Clone();
        var weights = _weights.Span;
        foreach (var (row, value) in Vector(text))
        {
            for (var c = 0; c < Classes; c++)
                scores[c] += value * weights[(row * Classes) + c] * _scale[c];
        }

        // The mapping behind a span lasts as long as this does.
        GC.KeepAlive(this);
        SoftMax(scores);
        return scores;
    }

    /// <summary>The same features with weights.</summary>
    internal TriageModel With(ReadOnlyMemory<sbyte> weights, float[] bias, float[] scale) => new(_hashes, _idf, weights, bias, scale);

    internal static byte QuantiseIdf(double idf) => (byte)Math.Clamp(Math.Round(idf / IdfStep), 1, 255);

    internal static void SoftMax(Span<float> scores)
    {
        var most = float.MinValue;
        foreach (var score in scores)
            most = Math.Max(most, score);
        var sum = 0f;
        for (var i = 0; i < scores.Length; i++)
            sum += scores[i] = MathF.Exp(scores[i] - most);
        for (var i = 0; i < scores.Length; i++)
            scores[i] /= sum;
    }

    /// <summary>The message as a sparse vector: TF-IDF, words, characters and concepts each of unit length.</summary>
    internal List<(int Row, float Value)> Vector(ModelText text)
    {
        var vector = new List<(int, float)>();
        AddUnit(TextHashes.Words(text.Words), vector);
        AddUnit(TextHashes.Characters(text.Words), vector);
        AddUnit(TextHashes.Concepts(text.Concepts), vector);
        return vector;
    }

    private void AddUnit(IEnumerable<uint> hashes, List<(int Row, float Value)> vector)
    {
        var counts = new Dictionary<int, int>();
        var known = Hashes;
        foreach (var hash in hashes)
        {
            // Hashes ascend, so no second table is needed to find a row.
            var row = known.BinarySearch(hash);
            if (row >= 0)
                CollectionsMarshal.GetValueRefOrAddDefault(counts, row, out _)++;
        }

        GC.KeepAlive(this);

        var start = vector.Count;
        var square = 0f;
        // Sorted, so that sums come out the same on every machine.
        foreach (var (row, count) in counts.OrderBy(pair => pair.Key))
        {
            var value = (1 + MathF.Log(count)) * _idf[row] * IdfStep;
            square += value * value;
            vector.Add((row, value));
        }

        var length = MathF.Max(MathF.Sqrt(square), 1e-6f);
        for (var i = start; i < vector.Count; i++)
            vector[i] = (vector[i].Row, vector[i].Value / length);
    }
}
