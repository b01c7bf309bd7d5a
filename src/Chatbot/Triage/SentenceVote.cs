using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using Chatbot.Knowledge;
using Chatbot.Search.Encoding;

namespace Chatbot.Triage;

/// <summary>
/// A second opinion for wording that no training message shares a word with: multinomial logistic regression over the
/// sentence encoder's vector. About 2 ms a message, so it is asked only where the first model is unsure. Optional: without the encoder's
/// files triage works with rules and <see cref="TriageModel"/> alone.
/// </summary>
/// <remarks>
/// File <c>sentences.bin</c>, little-endian: "TRS1", int32 numbers a vector, int32 classes, 32 bytes SHA-256 of the encoder's model id,
/// float32 bias and float32 scale per class, then sbyte weights, class by class.
/// </remarks>
internal sealed class SentenceVote
{
    private const int HeaderBytes = 12 + SHA256.HashSizeInBytes;
    private static readonly byte[] Magic = "TRS1"u8.ToArray();

    private readonly ITextEncoder _encoder;
    private readonly float[] _weights;
    private readonly float[] _bias;

    private SentenceVote(ITextEncoder encoder, float[] weights, float[] bias) => (_encoder, _weights, _bias) = (encoder, weights, bias);

    /// <summary>
    /// The vote of a knowledge folder, or null when there is no encoder or the weights were trained for another one.
    /// Throws <see cref="KnowledgeException"/> when the file is damaged.
    /// </summary>
    public static SentenceVote? Load(string file, ITextEncoder? encoder)
    {
        if (encoder is null || !File.Exists(file))
            return null;
        var bytes = File.ReadAllBytes(file).AsSpan();
        var classes = TriageModel.Classes;
        if (bytes.Length < HeaderBytes || !bytes[..4].SequenceEqual(Magic) || BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) != classes)
            throw Damaged(file);
        var size = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (size <= 0 || bytes.Length != HeaderBytes + (8L * classes) + ((long)size * classes))
            throw Damaged(file);
        if (size != encoder.Dimensions || !bytes.Slice(12, SHA256.HashSizeInBytes).SequenceEqual(IdOf(encoder)))
            return null;
        var bias = new float[classes];
        var weights = new float[size * classes];
        for (var c = 0; c < classes; c++)
        {
            bias[c] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(HeaderBytes + (4 * c))..]);
            var scale = BinaryPrimitives.ReadSingleLittleEndian(bytes[(HeaderBytes + (4 * (classes + c)))..]);
            for (var d = 0; d < size; d++)
                weights[(c * size) + d] = scale * (sbyte)bytes[HeaderBytes + (8 * classes) + (c * size) + d];
        }

        return new SentenceVote(encoder, weights, bias);
    }

    /// <summary>Writes the weights as <see cref="Load"/> reads them.</summary>
    public static void Save(string file, ITextEncoder encoder, float[] weights, float[] bias)
    {
        var classes = bias.Length;
        var size = encoder.Dimensions;
        var bytes = new byte[HeaderBytes + (8 * classes) + (size * classes)].AsSpan();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], size);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], classes);
        IdOf(encoder).CopyTo(bytes[12..]);
        for (var c = 0; c < classes; c++)
        {
            var row = weights.AsSpan(c * size, size);
            var most = 1e-6f;
            foreach (var weight in row)
                most = MathF.Max(most, MathF.Abs(weight));
            var scale = most / sbyte.MaxValue;
            BinaryPrimitives.WriteSingleLittleEndian(bytes[(HeaderBytes + (4 * c))..], bias[c]);
            BinaryPrimitives.WriteSingleLittleEndian(bytes[(HeaderBytes + (4 * (classes + c)))..], scale);
            for (var d = 0; d < size; d++)
                bytes[HeaderBytes + (8 * classes) + (c * size) + d] = (byte)(sbyte)MathF.Round(row[d] / scale);
        }

        File.WriteAllBytes(file, bytes.ToArray());
    }

    /// <summary>The probability of each class, in the order of <see cref="TriageClass"/>; they sum to 1.</summary>
    /// <param name="words">Canonical words: misspellings and disguised letters are already put right.</param>
    public float[] Judge(IReadOnlyList<string> words) => Judge(_encoder.Encode(TextOf(words)));

    internal static string TextOf(IReadOnlyList<string> words) => string.Join(' ', words);

    internal static void Scores(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, ReadOnlySpan<float> vector, Span<float> scores)
    {
        for (var c = 0; c < scores.Length; c++)
            scores[c] = bias[c] + Dot(weights.Slice(c * vector.Length, vector.Length), vector);
        TriageModel.SoftMax(scores);
    }

    private static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sums = Vector<float>.Zero;
        var at = 0;
        for (; at <= left.Length - Vector<float>.Count; at += Vector<float>.Count)
            sums += new Vector<float>(left[at..]) * new Vector<float>(right[at..]);
        var sum = Vector.Sum(sums);
        for (; at < left.Length; at++)
            sum += left[at] * right[at];
        return sum;
    }

    private static byte[] IdOf(ITextEncoder encoder) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(encoder.ModelId));

    private static KnowledgeException Damaged(string file) => new(file, 1, "These are no whole sentence weights.", "Write them again by training.");

    private float[] Judge(float[] vector)
    {
        var scores = new float[_bias.Length];
        Scores(_weights, _bias, vector, scores);
        return scores;
    }
}
