using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Caching.Memory;

namespace Chatbot.Knowledge;

/// <summary>
/// What was worked out for the texts of late, since many visitors ask the same, above all by the buttons. Known by their
/// SHA-256 (half of it): no visitor's words stay here. What was not asked for longest goes first.
/// </summary>
/// <typeparam name="T">Immutable, and the same whenever it is worked out for the same text.</typeparam>
/// <param name="most">How many are kept.</param>
#pragma warning disable CA1001 // The cache holds memory and nothing else; it lasts as long as its owner, which is the process.
internal sealed class RecentTexts<T>(int most)
#pragma warning restore CA1001
    where T : class
{
    private static readonly MemoryCacheEntryOptions One = new() { Size = 1 };

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = most });

    /// <summary>How many there are.</summary>
    public int Count => _kept.Count;

    public T? Find(string text) => _kept.Get<T>(KeyOf(text));

    /// <summary>When there is no room, room is made for the next one and this one is not kept.</summary>
    public void Keep(string text, T value) => _kept.Set(KeyOf(text), value, One);

    private static UInt128 KeyOf(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
