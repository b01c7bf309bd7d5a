using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chatbot.Storage;

/// <summary>
/// Copies of the storage folder: the database by <c>VACUUM INTO</c>, which is consistent while the service writes, then the
/// key ring, so that every key that the copied rows need is among them.
/// </summary>
internal sealed class Backup(StorageFolder folder, IDbContextFactory<ChatbotDb> databases, AuditTrail audit, IOptions<StorageOptions> options, TimeProvider clock)
{
    private const string Database = "chatbot.db";
    private static readonly string[] Tables = ["ContactRequests", "ContactNotes", "Outbox", "Audit", "Staff", "Conversations", "Activities", "Sayings"];
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>
    /// Writes a backup into a new folder; the key ring to <paramref name="keysTo"/>, or beside the database when it is null.
    /// Throws <see cref="IOException"/> when the folder is there already or cannot be written.
    /// </summary>
    public async Task<BackupManifest> CreateAsync(string target, string? keysTo, string actor, CancellationToken cancellationToken)
    {
        if (options.Value.Provider != StorageProvider.Sqlite)
            throw new NotSupportedException("Back up PostgreSQL with pg_dump and copy the folder keys; docs/operations.md shows how.");
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new IOException($"{target} is not empty.");
        DurableFile.MakePrivateFolder(target);
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
            await audit.RecordAsync(db, actor, "backup made", "", "", cancellationToken);

        var database = Path.Combine(target, Database);
        await using (var connection = new SqliteConnection(folder.ConnectionString))
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "VACUUM INTO $file";
            command.CommandTimeout = 0;
            command.Parameters.AddWithValue("$file", database);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        var keys = keysTo ?? Path.Combine(target, "keys");
        DurableFile.MakePrivateFolder(keys);
        foreach (var file in Directory.EnumerateFiles(folder.KeyFolder))
            DurableFile.Write(Path.Combine(keys, Path.GetFileName(file)), await File.ReadAllBytesAsync(file, cancellationToken));
        if (File.Exists(folder.File("directline.key")))
            DurableFile.Write(Path.Combine(keys, "directline.key"), await File.ReadAllBytesAsync(folder.File("directline.key"), cancellationToken));
        DurableFile.Flush(database);
        var manifest = await DescribeAsync(target, database, cancellationToken);
        DurableFile.Write(Path.Combine(target, BackupManifest.FileName), JsonSerializer.SerializeToUtf8Bytes(manifest, Format));
        return manifest;
    }

    /// <summary>Throws <see cref="InvalidDataException"/>, which says what does not fit.</summary>
    public static async Task<BackupManifest> CheckFilesAsync(string source, CancellationToken cancellationToken)
    {
        var file = Path.Combine(source, BackupManifest.FileName);
        if (!File.Exists(file))
            throw new InvalidDataException($"{source} holds no {BackupManifest.FileName}: it is no backup, or one that was not finished.");
        BackupManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<BackupManifest>(await File.ReadAllBytesAsync(file, cancellationToken), Format) ?? throw new JsonException();
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{file} cannot be read.", fault);
        }

        if (manifest.Format != BackupManifest.CurrentFormat)
            throw new InvalidDataException($"{file} has the format {manifest.Format}; this version reads {BackupManifest.CurrentFormat}.");
        foreach (var (name, hash) in manifest.Files)
        {
            var part = Path.GetFullPath(Path.Combine(source, name));
            if (!part.StartsWith(Path.GetFullPath(source) + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(part))
                throw new InvalidDataException($"{name} is missing in the backup.");
            if (!string.Equals(await HashAsync(part, cancellationToken), hash, StringComparison.Ordinal))
                throw new InvalidDataException($"{name} was changed after the backup was made.");
        }

        return manifest;
    }

    /// <summary>Copies database and keys of a checked backup into an empty storage folder.</summary>
    public static void CopyInto(string source, string? keysFrom, StorageFolder storage)
    {
        var keys = keysFrom ?? Path.Combine(source, "keys");
        if (!Directory.Exists(keys))
            throw new InvalidDataException($"{keys} is missing: the key ring is not in this backup. Name its folder with --keys.");
        DurableFile.MakePrivateFolder(storage.KeyFolder);
        foreach (var file in Directory.EnumerateFiles(keys))
        {
            var name = Path.GetFileName(file);
            DurableFile.Write(string.Equals(name, "directline.key", StringComparison.Ordinal) ? storage.File(name) : Path.Combine(storage.KeyFolder, name), File.ReadAllBytes(file));
        }

        DurableFile.Copy(Path.Combine(source, Database), storage.DatabaseFile);
    }

    /// <summary>Compares an opened copy with its manifest. Throws as <see cref="CheckFilesAsync"/>.</summary>
    public async Task CompareAsync(BackupManifest manifest, RecordSeal seal, CancellationToken cancellationToken)
    {
        await using (var connection = new SqliteConnection(folder.ConnectionString))
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check(1)";
            if (await command.ExecuteScalarAsync(cancellationToken) is not "ok")
                throw new InvalidDataException("The database of the backup is damaged.");
            foreach (var (table, rows) in manifest.Rows)
            {
                if (await CountAsync(connection, table, cancellationToken) != rows)
                    throw new InvalidDataException($"{table} does not hold the {rows} rows that the manifest names.");
            }
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await audit.VerifyAsync(db, manifest.AuditHead, cancellationToken) is { BrokenAt: { } row })
            throw new InvalidDataException($"The audit of the backup does not fit together at row {row}.");
        await foreach (var request in db.ContactRequests.AsNoTracking().Where(request => request.KeyId != "").AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            try
            {
                CryptographicOperations.ZeroMemory(seal.Open(request.Sealed, request.WrappedKey, request.Reference));
            }
            catch (CryptographicException fault)
            {
                throw new InvalidDataException($"The request {request.Reference} of the backup cannot be opened with the backup's key ring.", fault);
            }
        }
    }

    private async Task<BackupManifest> DescribeAsync(string target, string database, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        await connection.OpenAsync(cancellationToken);
        var rows = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in Tables)
            rows[table] = await CountAsync(connection, table, cancellationToken);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories))
            files[Path.GetRelativePath(target, file).Replace('\\', '/')] = await HashAsync(file, cancellationToken);
        return new BackupManifest
        {
            Format = BackupManifest.CurrentFormat,
            CreatedAt = clock.GetUtcNow(),
            Schema = (await TextsAsync(connection, "SELECT max(MigrationId) FROM __EFMigrationsHistory", cancellationToken))[0],
            AuditHead = (await TextsAsync(connection, "SELECT Sequence || ':' || lower(hex(Hash)) FROM Audit ORDER BY Sequence DESC LIMIT 1", cancellationToken))[0],
            Rows = rows,
            KeyIds = await TextsAsync(connection, "SELECT DISTINCT KeyId FROM ContactRequests WHERE KeyId <> ''", cancellationToken),
            Files = files,
        };
    }

    private static async Task<long> CountAsync(SqliteConnection connection, string table, CancellationToken cancellationToken)
    {
        if (!Tables.Contains(table, StringComparer.Ordinal))
            throw new InvalidDataException($"The manifest names an unknown table {table}.");
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // One of the names above.
        command.CommandText = $"SELECT count(*) FROM {table}";
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<List<string>> TextsAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants above.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var texts = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            texts.Add(reader.GetString(0));
        return texts;
    }

    private static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
