using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Chatbot.Contact;

/// <summary>Seals what a visitor typed with the key ring, for this purpose only; a copy of the database alone opens nothing.</summary>
internal sealed class ContactSeal(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Chatbot.Contact.Request.v1");

    public byte[] Close(ContactSubmission submission) => _protector.Protect(JsonSerializer.SerializeToUtf8Bytes(submission));

    /// <summary>Throws <see cref="System.Security.Cryptography.CryptographicException"/> when the key is gone or the bytes were changed.</summary>
    public ContactSubmission Open(byte[] sealedBytes) =>
        JsonSerializer.Deserialize<ContactSubmission>(_protector.Unprotect(sealedBytes)) ?? throw new JsonException("The sealed request is empty.");
}
