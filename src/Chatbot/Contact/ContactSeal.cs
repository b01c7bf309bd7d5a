using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Chatbot.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace Chatbot.Contact;

/// <summary>Seals what visitors and staff wrote, and makes the keyed hashes by which a request is found; a copy of the database alone opens nothing.</summary>
internal sealed class ContactSeal(RecordSeal seal, InstallationKey installation, IDataProtectionProvider protection)
{
    private readonly Lazy<byte[]> _lookup = new(() => installation.For("contact-lookup"), LazyThreadSafetyMode.PublicationOnly);

    public SealedRecord Close(ContactContent content, string reference) => seal.Close(JsonSerializer.SerializeToUtf8Bytes(content), reference);

    /// <summary>Throws <see cref="CryptographicException"/> when the key is gone or the bytes were changed.</summary>
    public ContactContent Open(ContactRequestRow row)
    {
        var plain = row.WrappedKey.Length > 0
            ? seal.Open(row.Sealed, row.WrappedKey, row.Reference)
            : protection.CreateProtector("Chatbot.Contact.Request.v1").Unprotect(row.Sealed);
        return JsonSerializer.Deserialize<ContactContent>(plain) ?? throw new CryptographicException("The sealed request is empty.");
    }

    public SealedRecord CloseNote(string text, string reference) => seal.Close(Encoding.UTF8.GetBytes(text), $"{reference} note");

    /// <summary>Throws as <see cref="Open"/>.</summary>
    public string OpenNote(ContactNoteRow row) => Encoding.UTF8.GetString(seal.Open(row.Sealed, row.WrappedKey, $"{row.Reference} note"));

    /// <summary>Upper and lower case count as one address.</summary>
    public byte[]? HashOfEmail(string? email) => email is null ? null : Hash($"email:{email.Trim().ToLowerInvariant()}");

    /// <summary>The last ten digits count: with and without the country's code it is one number. Fewer digits all count.</summary>
    public byte[]? HashOfPhone(string? phone)
    {
        const int kept = 10;
        if (phone is null)
            return null;
        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        return Hash($"phone:{(digits.Length > kept ? digits[^kept..] : digits)}");
    }

    private byte[] Hash(string text) => HMACSHA256.HashData(_lookup.Value, Encoding.UTF8.GetBytes(text));
}
