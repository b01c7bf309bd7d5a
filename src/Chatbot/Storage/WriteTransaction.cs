using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Chatbot.Storage;

/// <summary>Transactions that read first and write then, such as the audit's next link.</summary>
internal static class WriteTransaction
{
    private const long AuditLock = 0x41554449;

    /// <summary>
    /// One at a time over all processes: SQLite takes the write lock at the start (BEGIN IMMEDIATE), PostgreSQL a lock of
    /// this transaction.
    /// </summary>
    public static async Task<IDbContextTransaction> BeginWriteAsync(this ChatbotDb db, CancellationToken cancellationToken)
    {
        var transaction = await WriteLock.WantAsync(() => db.Database.BeginTransactionAsync(cancellationToken));
        try
        {
            if (!db.Database.IsSqlite())
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({AuditLock})", cancellationToken);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }
}
