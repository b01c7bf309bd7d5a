namespace Chatbot.Storage;

/// <summary>What a backup holds, in <c>manifest.json</c>.</summary>
internal sealed record BackupManifest
{
    public const string FileName = "manifest.json";
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last migration of the database.</summary>
    public required string Schema { get; init; }

    /// <summary>The end of the audit, as <c>audit verify --expect</c> takes it.</summary>
    public required string AuditHead { get; init; }

    /// <summary>Rows by table.</summary>
    public required IReadOnlyDictionary<string, long> Rows { get; init; }

    /// <summary>Ids of the ring's keys without which the requests cannot be read.</summary>
    public required IReadOnlyList<string> KeyIds { get; init; }

    /// <summary>SHA-256 by file name, relative to the backup's folder, with forward slashes.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }
}
