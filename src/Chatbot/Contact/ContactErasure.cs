using Chatbot.Storage;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Contact;

/// <summary>Deletes a request with everything that hangs on it.</summary>
internal static class ContactErasure
{
    /// <summary>Within the caller's transaction.</summary>
    public static async Task RemoveAsync(ChatbotDb db, string reference, string? conversation, CancellationToken cancellationToken)
    {
        await db.Outbox.Where(row => row.Reference == reference).ExecuteDeleteAsync(cancellationToken);
        await db.ContactNotes.Where(row => row.Reference == reference).ExecuteDeleteAsync(cancellationToken);
        await db.ContactRequests.Where(row => row.Reference == reference).ExecuteDeleteAsync(cancellationToken);
        if (conversation is null)
            return;
        await db.Activities.Where(row => row.ConversationId == conversation).ExecuteDeleteAsync(cancellationToken);
        await db.Conversations.Where(row => row.Id == conversation).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>SQLite's write-ahead log still holds the old pages: moves it into the file and cuts it off. PostgreSQL does that by its own vacuum.</summary>
    public static async Task EmptyLogAsync(ChatbotDb db, CancellationToken cancellationToken)
    {
        if (db.Database.IsSqlite())
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken);
    }
}
