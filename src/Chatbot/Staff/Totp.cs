using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Chatbot.Staff;

/// <summary>
/// Time-based one-time codes: RFC 6238 with SHA-1, six digits and thirty seconds, which every authenticator app knows.
/// </summary>
internal static class Totp
{
    private const int SecretBytes = 20;
    private const int StepSeconds = 30;
    private const int Digits = 6;
    private const int Modulus = 1_000_000;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int BitsPerCharacter = 5;

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    public static string CodeAt(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // RFC 4226 says SHA-1, and its use in HMAC is not what is broken about it.
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350

        // RFC 4226, section 5.3: dynamic truncation.
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & int.MaxValue;
        return (number % Modulus).ToString($"D{Digits}", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code this is, one step of a wrong clock forgiven; null for a wrong code, and for one of <paramref name="lastStep"/> or before.</summary>
    public static long? Match(byte[] secret, string code, DateTimeOffset now, long lastStep)
    {
        var typed = Encoding.UTF8.GetBytes(string.Concat(code.Where(c => !char.IsWhiteSpace(c))));
        var current = StepAt(now);
        long? match = null;
        for (var step = current - 1; step <= current + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(typed, Encoding.UTF8.GetBytes(CodeAt(secret, step))) && step > lastStep)
                match = step;
        }

        return match;
    }

    /// <summary>What an authenticator app takes, as text or as a QR code.</summary>
    public static string Address(string account, byte[] secret) => $"otpauth://totp/Clinic%20inbox:{Uri.EscapeDataString(account)}?secret={Text(secret)}&issuer=Clinic%20inbox";

    /// <summary>Base32 (RFC 4648) without padding.</summary>
    public static string Text(byte[] secret)
    {
        var text = new StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var value in secret)
        {
            (bits, count) = ((bits << 8) | value, count + 8);
            while (count >= BitsPerCharacter)
            {
                count -= BitsPerCharacter;
                text.Append(Base32[(bits >> count) & 31]);
                bits &= (1 << count) - 1;
            }
        }

        if (count > 0)
            text.Append(Base32[(bits << (BitsPerCharacter - count)) & 31]);
        return text.ToString();
    }
}
