using System.ComponentModel.DataAnnotations;

namespace Chatbot.Storage;

/// <summary>Which database holds what must survive.</summary>
internal enum StorageProvider
{
    /// <summary>One file in <see cref="StorageOptions.Folder"/>; nothing else to install.</summary>
    Sqlite,

    /// <summary>A server, for several replicas; the key ring stays in the folder, which they share.</summary>
    PostgreSql,
}

internal sealed class StorageOptions : IValidatableObject
{
    /// <summary>Folder of the database and the key ring, relative to the content root.</summary>
    [Required]
    public string Folder { get; set; } = "data";

    public StorageProvider Provider { get; set; }

    /// <summary>Connection string of <see cref="StorageProvider.PostgreSql"/>. It holds a password: give it by the environment, <c>Storage__PostgreSql</c>.</summary>
    public string? PostgreSql { get; set; }

    /// <summary>Encrypts the key ring's files; none: they lie open in the folder, for this user only.</summary>
    public KeyCertificate? Certificate { get; set; }

    /// <summary>Certificates that encrypted the ring before; kept until no file needs them.</summary>
    public KeyCertificate[] FormerCertificates { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Provider == StorageProvider.PostgreSql && string.IsNullOrWhiteSpace(PostgreSql))
            yield return new ValidationResult("Storage:Provider is PostgreSql, so Storage:PostgreSql has to hold the connection string, like Host=db;Database=chatbot;Username=chatbot;Password=…", [nameof(PostgreSql)]);
    }
}

/// <summary>A PKCS #12 file with its private key.</summary>
internal sealed class KeyCertificate
{
    public string File { get; set; } = "";

    /// <summary>Give it by the environment, <c>Storage__Certificate__Password</c>.</summary>
    public string? Password { get; set; }
}
