using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Options;

namespace Chatbot.Storage;

/// <summary>
/// Brings the database to the current schema before the first request, and refuses to start on a damaged file, a newer
/// schema or a lost key. Plain SQLite looks first: Entity Framework is only woken when there is something to migrate.
/// </summary>
internal static class DatabaseStart
{
    /// <summary>Up to this size the whole file is checked for damage at each start.</summary>
    private const long CheckedUpToBytes = 64L * 1024 * 1024;

    private const string Restore = "Keep the file for a rescue and restore the folder from the backup, database and keys together; or set Storage:Folder to an empty folder to begin anew.";

    private const string KeysInUse = "SELECT DISTINCT KeyId FROM ContactRequests WHERE KeyId <> '' UNION SELECT DISTINCT KeyId FROM ContactNotes";

    /// <summary>Rows of the first version name their key inside the sealed bytes.</summary>
    private const string FirstVersion = "SELECT DISTINCT hex(substr(Sealed, 1, 20)) FROM ContactRequests WHERE KeyId = ''";

    /// <summary>Throws <see cref="StartRefusedException"/>, whose message says which file and what to do.</summary>
    public static void Open(IServiceProvider services)
    {
        var folder = Folder(services);
        services.GetRequiredService<StorageLock>().Share();
        if (services.GetRequiredService<IOptions<StorageOptions>>().Value.Provider == StorageProvider.PostgreSql)
        {
            PostgresStart.Open(services, folder);
            return;
        }

        try
        {
            var keys = services.GetRequiredService<KeyRing>().Ids();
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder(folder.ConnectionString) { Pooling = false }.ToString());
            connection.Open();
            DurableConnections.Apply(connection);
            Run(connection, "PRAGMA journal_mode=WAL");
            CheckForDamage(connection, folder);
            var applied = Applied(connection);
            var known = Known(typeof(ChatbotDb));
            if (applied.Except(known, StringComparer.Ordinal).FirstOrDefault() is { } newer)
                throw new StartRefusedException($"{folder.DatabaseFile} was written by a newer version of this service (it holds {newer}). Start that version, or restore the backup from before it.");
            if (applied.Count == 0 && keys.Count > 0)
                services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DatabaseStart)).LogWarning("There are keys in {KeyFolder} but no database: an empty one is made. If requests were stored before, stop and restore {DatabaseFile}", folder.KeyFolder, folder.DatabaseFile);
            if (applied.Count < known.Count)
                Migrate(services, connection, folder);
            CheckKeys(Texts(connection, KeysInUse), [.. Texts(connection, FirstVersion).Select(hex => RecordSeal.KeyIdOf(Convert.FromHexString(hex)))], services, folder, keys);
            SayWhatWaits(services, connection);
        }
        catch (SqliteException fault)
        {
            throw new StartRefusedException($"{folder.DatabaseFile} {Reason(fault.SqliteErrorCode)}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"{folder.File("")} cannot be used: {fault.Message} Give this user the right to read and write it, or set Storage:Folder.", fault);
        }
    }

    private static StorageFolder Folder(IServiceProvider services)
    {
        try
        {
            return services.GetRequiredService<StorageFolder>();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"The storage folder cannot be made: {fault.Message} Set Storage:Folder to a folder that this user may write.", fault);
        }
    }

    // https://www.sqlite.org/rescode.html
    private static string Reason(int code) => code switch
    {
        5 or 6 => "is held by another program. Stop that one, then start again.",
        8 or 14 => "cannot be opened for writing. Give this user the right to read and write the file and its folder.",
        10 or 13 => "cannot be written: the disk is full or faulty. Make room, then start again; what is stored is untouched.",
        11 or 26 => $"cannot be opened: it is damaged (SQLite {code}). {Restore}",
        _ => $"cannot be opened (SQLite {code}). {Restore}",
    };

    private static void CheckForDamage(SqliteConnection connection, StorageFolder folder)
    {
        if (new FileInfo(folder.DatabaseFile).Length > CheckedUpToBytes)
            return;
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        if (command.ExecuteScalar() is not "ok")
            throw new StartRefusedException($"{folder.DatabaseFile} cannot be opened: it is damaged (its pages do not fit together). {Restore}");
    }

    private static List<string> Applied(SqliteConnection connection)
    {
        if (Texts(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsHistory'").Count == 0)
            return [];
        return Texts(connection, "SELECT MigrationId FROM __EFMigrationsHistory ORDER BY MigrationId");
    }

    /// <summary>The migrations of a kind of database, which Entity Framework names by its context type.</summary>
    internal static List<string> Known(Type context) =>
        [.. context.Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Migration)) && type.GetCustomAttribute<DbContextAttribute>()?.ContextType == context)
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id)
            .OfType<string>()];

    /// <summary>
    /// Entity Framework guards a migration by a row that stays when the process is killed, and then waits for it forever.
    /// The operating system's lock on a file goes with its process; whoever holds it may clear a row that was left.
    /// </summary>
    private static void Migrate(IServiceProvider services, SqliteConnection connection, StorageFolder folder)
    {
        using var own = new FileStream(folder.File("migration.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Run(connection, "DROP TABLE IF EXISTS __EFMigrationsLock");
        using var db = services.GetRequiredService<IDbContextFactory<ChatbotDb>>().CreateDbContext();
        db.Database.Migrate();
    }

    /// <summary>
    /// Every key that sealed something must be in the ring, and the ring must open. Finding out costs a decryption only
    /// where a certificate guards the ring.
    /// </summary>
    internal static void CheckKeys(IReadOnlyCollection<string> inUse, IReadOnlyCollection<string> firstVersion, IServiceProvider services, StorageFolder folder, IReadOnlySet<Guid> keys)
    {
        if (inUse.Concat(firstVersion).Any(id => !Guid.TryParse(id, out var key) || !keys.Contains(key)))
            throw new StartRefusedException($"The database holds contact requests, but the key ring {folder.KeyFolder} lacks a key that sealed them. Restore the folder keys from the backup; without it those requests cannot be read.");
        if (inUse.Count == 0)
            return;
        if (!File.Exists(InstallationKey.FileOf(folder)))
            throw new StartRefusedException($"{InstallationKey.FileOf(folder)} is missing, a part of the key ring. Restore the folder keys from the backup; without it the audit cannot be verified and nobody is found by e-mail or phone.");
        if (services.GetRequiredService<IOptions<StorageOptions>>().Value.Certificate is null)
            return;
        try
        {
            services.GetRequiredService<InstallationKey>().For("start");
        }
        catch (CryptographicException fault)
        {
            throw new StartRefusedException($"The certificate does not open the key ring {folder.KeyFolder}. Set Storage:Certificate to the one that encrypted it, or name that one in Storage:FormerCertificates.", fault);
        }
    }

    /// <summary>Requests that nobody has opened are named in the log again after each start.</summary>
    private static void SayWhatWaits(IServiceProvider services, SqliteConnection connection)
    {
        var waiting = Texts(connection, "SELECT Urgent FROM ContactRequests WHERE State <> 'read'");
        if (waiting.Count > 0)
        {
            services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DatabaseStart)).LogWarning(
                "{Count} contact requests wait to be read, {Urgent} of them urgent: contact list shows them", waiting.Count, waiting.Count(urgent => urgent is "1"));
        }
    }

    private static List<string> Texts(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
            texts.Add(reader.GetString(0));
        return texts;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
