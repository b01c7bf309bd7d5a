using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Chatbot.Storage;

/// <summary>A record as it is stored: <paramref name="Sealed"/> by a key of its own, that key wrapped by the ring's key <paramref name="KeyId"/>.</summary>
internal sealed record SealedRecord(byte[] Sealed, byte[] WrappedKey, string KeyId);

/// <summary>
/// Encrypts records, each with a random key of its own (AES-256-GCM), which the key ring wraps. The ring may rotate by
/// wrapping the small keys anew; and a record whose row is erased is gone. A record opens only under the subject that it
/// was closed with, so rows cannot be exchanged.
/// </summary>
internal sealed class RecordSeal(IDataProtectionProvider protection)
{
    // version (1) | nonce (12) | tag (16) | ciphertext
    private const byte Version = 1;
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = 1 + NonceBytes + TagBytes;

    // https://learn.microsoft.com/aspnet/core/security/data-protection/implementation/authenticated-encryption-details
    private const int KeyIdStart = 4;
    private const int KeyIdBytes = 16;

    private readonly IDataProtector _ring = protection.CreateProtector("Chatbot.RecordKey.v1");

    public SealedRecord Close(ReadOnlySpan<byte> plain, string subject)
    {
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        try
        {
            var bytes = new byte[HeaderBytes + plain.Length];
            bytes[0] = Version;
            var nonce = bytes.AsSpan(1, NonceBytes);
            RandomNumberGenerator.Fill(nonce);
            using var aes = new AesGcm(key, TagBytes);
            aes.Encrypt(nonce, plain, bytes.AsSpan(HeaderBytes), bytes.AsSpan(1 + NonceBytes, TagBytes), Encoding.UTF8.GetBytes(subject));
            var wrapped = _ring.Protect(key);
            return new SealedRecord(bytes, wrapped, KeyIdOf(wrapped));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Throws <see cref="CryptographicException"/> when the ring lacks the key, or the bytes or the subject were changed.</summary>
    public byte[] Open(byte[] sealedBytes, byte[] wrappedKey, string subject)
    {
        if (sealedBytes.Length < HeaderBytes || sealedBytes[0] != Version)
            throw new CryptographicException("This is no sealed record.");
        var key = _ring.Unprotect(wrappedKey);
        try
        {
            var plain = new byte[sealedBytes.Length - HeaderBytes];
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(sealedBytes.AsSpan(1, NonceBytes), sealedBytes.AsSpan(HeaderBytes), sealedBytes.AsSpan(1 + NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(subject));
            return plain;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>The same key, wrapped by the ring's newest key. Throws as <see cref="Open"/>.</summary>
    public (byte[] WrappedKey, string KeyId) Rewrap(byte[] wrappedKey)
    {
        var key = _ring.Unprotect(wrappedKey);
        try
        {
            var wrapped = _ring.Protect(key);
            return (wrapped, KeyIdOf(wrapped));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Id of the ring's key that protected these bytes: it stands in the clear behind four fixed bytes.</summary>
    public static string KeyIdOf(byte[] wrapped) =>
        wrapped.Length >= KeyIdStart + KeyIdBytes ? new Guid(wrapped.AsSpan(KeyIdStart, KeyIdBytes)).ToString("D") : "";
}
