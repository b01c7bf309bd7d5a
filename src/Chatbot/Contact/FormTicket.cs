using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Chatbot.Contact;

/// <summary>Says, unforgeably, when a form was opened; needs no cookie, so it also works in a page of another site.</summary>
internal sealed class FormTicket(IDataProtectionProvider protection, TimeProvider clock)
{
    private readonly Lazy<IDataProtector> _protector = new(() => protection.CreateProtector("Chatbot.Contact.Form.v1"));

    public string Issue()
    {
        var now = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(now, clock.GetUtcNow().ToUnixTimeMilliseconds());
        return Base64Url.EncodeToString(_protector.Value.Protect(now));
    }

    /// <summary>How long ago the form was opened; null for what is no ticket of ours.</summary>
    public TimeSpan? AgeOf(string? ticket)
    {
        try
        {
            return string.IsNullOrEmpty(ticket)
                ? null
                : clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(_protector.Value.Unprotect(Base64Url.DecodeFromChars(ticket))));
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
