using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Chatbot.Storage;

/// <summary>
/// Every connection waits for the disk at each commit: what is committed survives a power cut. Write-ahead logging is a
/// property of the file and set once, at start. What is deleted is overwritten with zeros. There may be dozens of connections, so each
/// keeps half a megabyte of pages; the system keeps the file's for all. The log goes into the database file at 16 MB (4,000 pages) instead
/// of 4: that stops all writing for some 15 ms each time, and pages that many commits change are copied once for more of them.
/// <see href="https://www.sqlite.org/pragma.html#pragma_synchronous"/>
/// </summary>
internal sealed class DurableConnections : DbConnectionInterceptor
{
    /// <summary>How long a writer waits for another one.</summary>
    public const int LockSeconds = 3;

    private const string Settings = "PRAGMA synchronous=FULL; PRAGMA busy_timeout=3000; PRAGMA secure_delete=ON; PRAGMA cache_size=-512; PRAGMA wal_autocheckpoint=4000;";

    public static DurableConnections Instance { get; } = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

    /// <summary>SQLite works in the caller's thread, so there is nothing to await.</summary>
    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Apply(connection);
        return Task.CompletedTask;
    }

    public static void Apply(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Settings;
        command.ExecuteNonQuery();
    }
}
