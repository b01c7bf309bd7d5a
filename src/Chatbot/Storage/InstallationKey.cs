using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Chatbot.Storage;

/// <summary>
/// A random key of this installation, beside the key ring and encrypted by it. Keyed hashes need one that never rotates:
/// look-up by e-mail or phone, and the audit's chain. HKDF (RFC 5869) makes a key for each purpose.
/// </summary>
internal sealed class InstallationKey(StorageFolder folder, IDataProtectionProvider protection)
{
    private const int KeyBytes = 32;

    private readonly Lazy<byte[]> _key = new(() => ReadOrMake(folder, protection.CreateProtector("Chatbot.InstallationKey.v1")), LazyThreadSafetyMode.PublicationOnly);

    public static string FileOf(StorageFolder folder) => Path.Combine(folder.KeyFolder, "lookup.key");

    /// <summary>32 bytes. Throws <see cref="CryptographicException"/> when the ring cannot open the key.</summary>
    public byte[] For(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _key.Value, KeyBytes, info: System.Text.Encoding.UTF8.GetBytes(purpose));

    private static byte[] ReadOrMake(StorageFolder folder, IDataProtector protector)
    {
        var file = FileOf(folder);
        if (!File.Exists(file))
        {
            DurableFile.MakePrivateFolder(folder.KeyFolder);
            DurableFile.WriteOnce(file, protector.Protect(RandomNumberGenerator.GetBytes(KeyBytes)));
        }

        return protector.Unprotect(File.ReadAllBytes(file));
    }
}
