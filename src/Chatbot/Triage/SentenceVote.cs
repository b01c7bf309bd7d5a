using System.Security.Cryptography;
using Chatbot.Knowledge;
using Chatbot.Search.Encoding;

namespace Chatbot.Triage;

/// <summary>
/// A second opinion for wording that no training message shares a word with: the mean of a few small networks over the sentence
/// encoder's vector, which differ by where training began. About 2 ms a message, so it is asked only where the first model is unsure. Optional: without the encoder's
/// files triage works with rules and <see cref="TriageModel"/> alone.
/// </summary>
/// <remarks>
/// File <c>sentences.bin</c>, little-endian: "TRS3", int32 networks, int32 numbers a vector, int32 hidden units, int32 classes, 32 bytes
/// SHA-256 of the encoder's model id; of each network, for each hidden unit float32 bias, float32 scale and sbyte weights, for each
/// class float32 bias and float32 weights.
/// </remarks>
internal sealed class SentenceVote
{
    private static ReadOnlySpan<byte> Magic => "TRS3"u8;

    private readonly ITextEncoder _encoder;
    private readonly IReadOnlyList<PackedNetwork> _networks;

    private SentenceVote(ITextEncoder encoder, IReadOnlyList<PackedNetwork> networks) => (_encoder, _networks) = (encoder, networks);

    /// <summary>
    /// The vote of a knowledge folder, or null when there is no encoder or the weights were trained for another one.
    /// Throws <see cref="KnowledgeException"/> when the file is damaged.
    /// </summary>
    public static SentenceVote? Load(string file, ITextEncoder? encoder)
    {
        if (encoder is null || !File.Exists(file))
            return null;
        using var reader = new BinaryReader(File.OpenRead(file));
        try
        {
            if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
                throw Damaged(file);
            var (count, inputs, hidden, classes) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
            var id = reader.ReadBytes(SHA256.HashSizeInBytes);
            if (classes != TriageModel.Classes || count <= 0 || inputs <= 0 || hidden <= 0
                || reader.BaseStream.Length != reader.BaseStream.Position + (count * ((hidden * (8L + inputs)) + (classes * 4 * (1L + hidden)))))
                throw Damaged(file);
            if (inputs != encoder.Dimensions || !id.AsSpan().SequenceEqual(IdOf(encoder)))
                return null;
            return new SentenceVote(encoder, [.. Enumerable.Range(0, count).Select(_ => PackedNetwork.Read(reader, inputs, hidden, classes))]);
        }
        catch (EndOfStreamException)
        {
            throw Damaged(file);
        }
    }

    /// <summary>Writes the weights as <see cref="Load"/> reads them.</summary>
    /// <param name="file">Is replaced.</param>
    /// <param name="encoder">Whose vectors they were trained on.</param>
    /// <param name="networks">At least one, all of one size.</param>
    public static void Save(string file, ITextEncoder encoder, IReadOnlyList<SentenceNetwork> networks)
    {
        using var writer = new BinaryWriter(File.Create(file));
        writer.Write(Magic);
        writer.Write(networks.Count);
        writer.Write(networks[0].Inputs);
        writer.Write(networks[0].Hidden);
        writer.Write(networks[0].Classes);
        writer.Write(IdOf(encoder));
        foreach (var network in networks)
            PackedNetwork.Write(writer, network);
    }

    /// <summary>The probability of each class, in the order of <see cref="TriageClass"/>; they sum to 1.</summary>
    /// <param name="words">Canonical words: misspellings and disguised letters are already put right.</param>
    public float[] Judge(IReadOnlyList<string> words)
    {
        var vector = _encoder.Encode(TextOf(words));
        var mean = new float[TriageModel.Classes];
        foreach (var network in _networks)
        {
            var own = network.Judge(vector);
            for (var c = 0; c < mean.Length; c++)
                mean[c] += own[c] / _networks.Count;
        }

        return mean;
    }

    internal static string TextOf(IReadOnlyList<string> words) => string.Join(' ', words);

    private static byte[] IdOf(ITextEncoder encoder) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(encoder.ModelId));

    private static KnowledgeException Damaged(string file) => new(file, 1, "These are no whole sentence weights.", "Write them again: dotnet run --project src/Chatbot -- triage train");
}
