using System.Security.Cryptography;
using System.Text;
using Chatbot.Knowledge;
using Chatbot.Search.Learning;

namespace Chatbot.Answering;

/// <summary>
/// What <c>kb train</c> learned from the questions of the knowledge, as it stands in <c>questions/model.bin</c>: for every
/// question its votes on the classes. Questions are known by a hash, so that the file holds no text and stays usable
/// while questions are added, changed and removed.
/// </summary>
internal sealed record ModelFile
{
    public const string Name = "model.bin";

    private static ReadOnlySpan<byte> Magic => "FAQVOTE1"u8;

    /// <summary>Names of the classes that votes refer to.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>One for each question.</summary>
    public required IReadOnlyList<ulong> Texts { get; init; }

    /// <summary>Votes weighted by likeness of words.</summary>
    public required TrainedVotes Words { get; init; }

    /// <summary>Votes weighted by likeness of meaning.</summary>
    public required TrainedVotes Meaning { get; init; }

    public static string PathIn(string knowledgeFolder) => Path.Combine(knowledgeFolder, "questions", Name);

    /// <summary>A question with its facts, as one number: another answer makes another question.</summary>
    public static ulong HashOf(AskedText asked) =>
        BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{asked.Text}\0{string.Join(' ', asked.Facts)}\0{asked.Kind}")));

    /// <summary>Null when there is no file.</summary>
    /// <exception cref="KnowledgeException">The file is damaged.</exception>
    public static ModelFile? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        using var reader = new BinaryReader(File.OpenRead(path));
        try
        {
            if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
                throw new InvalidDataException("It does not begin as such a file does");
            var classes = Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadString()).ToList();
            var texts = Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadUInt64()).ToList();
            return new ModelFile { Classes = classes, Texts = texts, Words = TrainedVotes.Read(reader), Meaning = TrainedVotes.Read(reader) };
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException or ArgumentException)
        {
            throw new KnowledgeException(path, 1, "The trained model is damaged.", "Write it again: dotnet run --project src/Chatbot -- kb train");
        }
    }

    public void Write(string path)
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Classes.Count);
            foreach (var name in Classes)
                writer.Write(name);
            writer.Write(Texts.Count);
            foreach (var text in Texts)
                writer.Write(text);
            Words.Write(writer);
            Meaning.Write(writer);
        }

        File.WriteAllBytes(path, content.ToArray());
    }
}
