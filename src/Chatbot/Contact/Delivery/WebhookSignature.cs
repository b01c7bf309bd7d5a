using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Chatbot.Contact.Delivery;

/// <summary>
/// Signs webhooks as Standard Webhooks does: HMAC-SHA256 over <c>{id}.{timestamp}.{body}</c>. A receiver refuses a
/// timestamp that is further away than <see cref="ReplayWindow"/> and an id that it has seen.
/// <see href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"/>
/// </summary>
internal static class WebhookSignature
{
    public static readonly TimeSpan ReplayWindow = TimeSpan.FromMinutes(5);

    private const string SecretPrefix = "whsec_";
    private const string Version = "v1,";
    private const int MinSecretBytes = 24;

    public static bool IsSecret(string? secret) => Bytes(secret) is { Length: >= MinSecretBytes };

    public static string Of(string secret, string id, DateTimeOffset at, string body)
    {
        var key = Bytes(secret) ?? throw new ArgumentException("The secret is not of the form whsec_ and Base64.", nameof(secret));
        return Version + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.{body}"))));
    }

    /// <summary>What a receiver does: true for a signature of ours within the replay window.</summary>
    public static bool IsGood(string secret, string id, string timestamp, string body, string signatures, DateTimeOffset now) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= ReplayWindow.TotalSeconds
        && signatures.Split(' ').Any(given => CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(Of(secret, id, DateTimeOffset.FromUnixTimeSeconds(seconds), body))));

    private static byte[]? Bytes(string? secret)
    {
        if (secret is null || !secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
            return null;
        var bytes = new byte[secret.Length];
        return Convert.TryFromBase64String(secret[SecretPrefix.Length..], bytes, out var length) ? bytes[..length] : null;
    }
}
