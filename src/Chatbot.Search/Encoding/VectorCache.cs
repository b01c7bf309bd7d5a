using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Chatbot.Search.Encoding;

/// <summary>What was found when the kept vectors were read.</summary>
public enum VectorCacheState
{
    /// <summary>No file is kept.</summary>
    Off,

    /// <summary>Read and whole.</summary>
    Read,

    /// <summary>No file yet.</summary>
    Missing,

    /// <summary>Half written, changed or of another format: as if there were none.</summary>
    Damaged,

    /// <summary>The disk or the rights do not let us.</summary>
    Unreadable,
}

/// <summary>
/// Vectors kept between starts, in one file: magic, dimensions and count; for each text the SHA-256 of model and text, the
/// scale and the codes; the SHA-256 of all that. Numbers are little-endian. Nothing in it gives a text away.
/// </summary>
internal sealed class VectorCache(string path, int dimensions)
{
    private const int KeyBytes = SHA256.HashSizeInBytes;
    private const int HeaderBytes = 16;

    private int EntryBytes => KeyBytes + sizeof(float) + dimensions;

    public static TextKey Key(string modelId, string text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes($"{modelId}\0".AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
        return TextKey.From(hash.GetHashAndReset());
    }

    /// <summary>A damaged file counts as none: the vectors can always be computed anew.</summary>
    public (VectorCacheState State, Dictionary<TextKey, QuantisedVector> Vectors) Read()
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return (VectorCacheState.Missing, []);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (VectorCacheState.Unreadable, []);
        }

        var bytes = content.AsSpan();
        if (bytes.Length < HeaderBytes + KeyBytes || !bytes.StartsWith(Magic) || BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) != dimensions)
            return (VectorCacheState.Damaged, []);
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        if (count < 0 || bytes.Length != HeaderBytes + ((long)count * EntryBytes) + KeyBytes || !SHA256.HashData(bytes[..^KeyBytes]).AsSpan().SequenceEqual(bytes[^KeyBytes..]))
            return (VectorCacheState.Damaged, []);

        var vectors = new Dictionary<TextKey, QuantisedVector>(count);
        for (var i = 0; i < count; i++)
        {
            var entry = bytes.Slice(HeaderBytes + (i * EntryBytes), EntryBytes);
            vectors[TextKey.From(entry)] = new QuantisedVector(BinaryPrimitives.ReadSingleLittleEndian(entry[KeyBytes..]), MemoryMarshal.Cast<byte, sbyte>(entry[(KeyBytes + sizeof(float))..]).ToArray());
        }

        return (VectorCacheState.Read, vectors);
    }

    /// <summary>Replaces the file as a whole: a reader sees the old one or the new one, also after a power cut.</summary>
    /// <returns>False when the disk or the rights do not allow it; the old file is then still there.</returns>
    public bool TryWrite(IReadOnlyDictionary<TextKey, QuantisedVector> vectors)
    {
        var content = new byte[HeaderBytes + (vectors.Count * EntryBytes) + KeyBytes];
        var bytes = content.AsSpan();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], dimensions);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], vectors.Count);
        var at = HeaderBytes;
        foreach (var (key, vector) in vectors)
        {
            var entry = bytes.Slice(at, EntryBytes);
            key.CopyTo(entry);
            BinaryPrimitives.WriteSingleLittleEndian(entry[KeyBytes..], vector.Scale);
            MemoryMarshal.AsBytes(vector.Codes.AsSpan()).CopyTo(entry[(KeyBytes + sizeof(float))..]);
            at += EntryBytes;
        }

        SHA256.HashData(bytes[..at], bytes[at..]);
        var draft = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using (var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(draft);
            return false;
        }
    }

    private static ReadOnlySpan<byte> Magic => "CHATVEC1"u8;

    private static void TryDelete(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What could not be written may not be deletable either; the next start does not mind.
        }
    }
}

/// <summary>A SHA-256 as a key.</summary>
internal readonly record struct TextKey(ulong A, ulong B, ulong C, ulong D)
{
    public static TextKey From(ReadOnlySpan<byte> hash) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(hash),
        BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(hash[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(hash[24..]));

    public void CopyTo(Span<byte> hash)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(hash, A);
        BinaryPrimitives.WriteUInt64LittleEndian(hash[8..], B);
        BinaryPrimitives.WriteUInt64LittleEndian(hash[16..], C);
        BinaryPrimitives.WriteUInt64LittleEndian(hash[24..], D);
    }
}
