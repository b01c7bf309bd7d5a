using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

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

    /// <summary>Throws <see cref="StartRefusedException"/>, whose message says which file and what to do.</summary>
    public static void Open(IServiceProvider services)
    {
        var folder = Folder(services);
        try
        {
            var keys = services.GetRequiredService<KeyRing>().Ids();
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder(folder.ConnectionString) { Pooling = false }.ToString());
            connection.Open();
            DurableConnections.Apply(connection);
            Run(connection, "PRAGMA journal_mode=WAL");
            CheckForDamage(connection, folder);
            var applied = Applied(connection);
            var known = Known();
            if (applied.Except(known, StringComparer.Ordinal).FirstOrDefault() is { } newer)
                throw new StartRefusedException($"{folder.DatabaseFile} was written by a newer version of this service (it holds {newer}). Start that version, or restore the backup from before it.");
            if (applied.Count == 0 && keys.Count > 0)
                services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DatabaseStart)).LogWarning("There are keys in {KeyFolder} but no database: an empty one is made. If requests were stored before, stop and restore {DatabaseFile}", folder.KeyFolder, folder.DatabaseFile);
            if (applied.Count < known.Count)
                Migrate(services, connection, folder);
            CheckKeys(connection, folder, keys);
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

    private static List<string> Known() =>
        [.. typeof(ChatbotDb).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Migration)))
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
    /// Every key that sealed a request must be in the ring. A sealed payload starts with four fixed bytes and the id of its
    /// key: <see href="https://learn.microsoft.com/aspnet/core/security/data-protection/implementation/authenticated-encryption-details"/>
    /// </summary>
    private static void CheckKeys(SqliteConnection connection, StorageFolder folder, IReadOnlySet<Guid> keys)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT DISTINCT substr(Sealed, 5, 16) FROM ContactRequests";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (reader.GetFieldValue<byte[]>(0) is { Length: 16 } id && keys.Contains(new Guid(id)))
                continue;
            throw new StartRefusedException($"{folder.DatabaseFile} holds contact requests, but the key ring {folder.KeyFolder} lacks a key that sealed them. Restore the folder keys from the backup; without it those requests cannot be read.");
        }
    }

    /// <summary>Requests that nobody has opened are named in the log again after each start.</summary>
    private static void SayWhatWaits(IServiceProvider services, SqliteConnection connection)
    {
        var waiting = Texts(connection, "SELECT Urgent FROM ContactRequests WHERE State <> 'read'");
        if (waiting.Count > 0)
        {
            services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DatabaseStart)).LogWarning(
                "{Count} contact requests wait to be read, {Urgent} of them urgent: contacts list shows them", waiting.Count, waiting.Count(urgent => urgent is "1"));
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
