using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Chatbot.Knowledge;

/// <summary>
/// What was worked out for the texts of late, since many visitors ask the same, above all by the buttons. Known by their
/// SHA-256 (half of it): no visitor's words stay here. Two generations: the older one goes when the younger one is full.
/// </summary>
/// <typeparam name="T">Immutable, and the same whenever it is worked out for the same text.</typeparam>
/// <param name="most">Of each generation.</param>
internal sealed class RecentTexts<T>(int most)
    where T : class
{
    private ConcurrentDictionary<UInt128, T> _younger = new();
    private ConcurrentDictionary<UInt128, T> _older = new();

    public T? Find(string text)
    {
        var key = KeyOf(text);
        if (_younger.TryGetValue(key, out var found))
            return found;
        if (!_older.TryGetValue(key, out found))
            return null;
        Keep(key, found);
        return found;
    }

    public void Keep(string text, T value) => Keep(KeyOf(text), value);

    private void Keep(UInt128 key, T value)
    {
        var younger = _younger;
        younger[key] = value;
        if (younger.Count < most)
            return;

        // Two threads may both come here; then one generation is dropped early, which costs time and nothing else.
        _older = younger;
        _younger = new ConcurrentDictionary<UInt128, T>();
    }

    private static UInt128 KeyOf(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
