using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Storage;

/// <summary>Brings the database to the current schema before the first request, and refuses to start on a damaged file or a lost key ring.</summary>
internal static class DatabaseStart
{
    /// <summary>Throws <see cref="StartRefusedException"/>, whose message says which file and what to do.</summary>
    public static void Open(IServiceProvider services)
    {
        var folder = services.GetRequiredService<StorageFolder>();
        try
        {
            using var db = services.GetRequiredService<IDbContextFactory<ChatbotDb>>().CreateDbContext();
            db.Database.Migrate();
            var keys = folder.File("keys");
            if ((!Directory.Exists(keys) || !Directory.EnumerateFiles(keys, "*.xml").Any()) && db.ContactRequests.Any())
                throw new StartRefusedException($"{folder.DatabaseFile} holds contact requests, but the key ring {keys} is missing. Restore it from the backup; without it no request can be read.");
        }
        catch (SqliteException fault)
        {
            throw new StartRefusedException($"{folder.DatabaseFile} cannot be opened (SQLite {fault.SqliteErrorCode}). Keep the file, restore the folder from the backup, or set Storage:Folder to an empty folder.", fault);
        }
    }
}

/// <summary>The service must not start; the message says why and what to do.</summary>
internal sealed class StartRefusedException(string message, Exception? inner = null) : Exception(message, inner);
