using System.Security.Cryptography;
using Chatbot.Storage;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Contact;

/// <summary>
/// What staff do with requests, from the inbox and the command line. Whatever shows or changes one leaves an audit row in
/// the same transaction: without that row nothing is shown.
/// </summary>
internal sealed class ContactInbox(IDbContextFactory<ChatbotDb> databases, ContactSeal seal, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Unhandled ones first; of these urgent ones first and suspected spam last; then the newest first. At most <paramref name="most"/>.</summary>
    public async Task<IReadOnlyList<ContactListing>> ListAsync(int most, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await Listings(db.ContactRequests
            .OrderBy(row => row.HandledAt == null ? 0 : 1)
            .ThenByDescending(row => row.Urgent)
            .ThenBy(row => row.Suspicion == null ? 0 : 1)
            .ThenByDescending(row => row.ReceivedAt)
            .ThenBy(row => row.Reference)
            .Take(most)).ToListAsync(cancellationToken);
        return [.. rows.Select(row => row.Read())];
    }

    /// <summary>Requests by e-mail address or phone number, by their keyed hashes; nothing is opened.</summary>
    public async Task<IReadOnlyList<ContactListing>> FindAsync(string route, string actor, CancellationToken cancellationToken)
    {
        var byEmail = route.Contains('@', StringComparison.Ordinal);
        var hash = byEmail ? seal.HashOfEmail(route)! : seal.HashOfPhone(route)!;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await Listings(db.ContactRequests
            .Where(row => byEmail ? row.EmailHash == hash : row.PhoneHash == hash)
            .OrderByDescending(row => row.ReceivedAt)).ToListAsync(cancellationToken);
        await audit.RecordAsync(db, actor, "searched", "", $"by {(byEmail ? "e-mail" : "phone")}, {rows.Count} found", cancellationToken);
        return [.. rows.Select(row => row.Read())];
    }

    /// <summary>
    /// Opens a request and marks it read; null for an unknown reference. Throws <see cref="CryptographicException"/> when
    /// its key is gone.
    /// </summary>
    public async Task<ContactRequest?> OpenAsync(string reference, string actor, string action, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        if (await FindAsync(db, reference, cancellationToken) is not { } row)
            return null;
        var content = seal.Open(row);
        var notes = await db.ContactNotes.Where(note => note.Reference == row.Reference).OrderBy(note => note.Id).ToListAsync(cancellationToken);
        row.State = ContactState.Read;
        await audit.AppendAsync(db, actor, action, row.Reference, "", cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ContactRequest(Listing.Of(row).Read(), content, [.. notes.Select(note => new ContactNote(At(note.At), note.Author, seal.OpenNote(note)))]);
    }

    /// <summary>Marks a request handled, or open again; false for an unknown reference.</summary>
    public async Task<bool> HandleAsync(string reference, bool handled, string actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        if (await FindAsync(db, reference, cancellationToken) is not { } row)
            return false;
        row.HandledAt = handled ? clock.GetUtcNow().ToUnixTimeMilliseconds() : null;
        row.HandledBy = handled ? actor : null;
        await audit.AppendAsync(db, actor, handled ? "handled" : "reopened", row.Reference, "", cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Adds a note, encrypted like the request; false for an unknown reference.</summary>
    public async Task<bool> NoteAsync(string reference, string text, string actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        if (await FindAsync(db, reference, cancellationToken) is not { } row)
            return false;
        var record = seal.CloseNote(text, row.Reference);
        db.ContactNotes.Add(new ContactNoteRow
        {
            Reference = row.Reference,
            At = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Author = actor,
            Sealed = record.Sealed,
            WrappedKey = record.WrappedKey,
            KeyId = record.KeyId,
        });
        await audit.AppendAsync(db, actor, "noted", row.Reference, "", cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>
    /// Deletes a request with its notes, notices and attached conversation, and writes zeros over them; false for an
    /// unknown reference.
    /// </summary>
    public async Task<bool> EraseAsync(string reference, string actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using (var transaction = await db.BeginWriteAsync(cancellationToken))
        {
            if (await FindAsync(db, reference, cancellationToken) is not { } row)
                return false;
            await ContactErasure.RemoveAsync(db, row.Reference, row.ConversationId, cancellationToken);
            await audit.AppendAsync(db, actor, "erased", row.Reference, "", cancellationToken);
            db.Entry(row).State = EntityState.Detached;
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await ContactErasure.EmptyLogAsync(db, cancellationToken);
        return true;
    }

    private static IQueryable<Listing> Listings(IQueryable<ContactRequestRow> rows) =>
        rows.Select(row => new Listing(row.Reference, row.ReceivedAt, row.Urgent, row.Suspicion, row.State, row.HandledAt, row.HandledBy));

    private static async Task<ContactRequestRow?> FindAsync(ChatbotDb db, string reference, CancellationToken cancellationToken) =>
        Reference.Read(reference) is { } known ? await db.ContactRequests.SingleOrDefaultAsync(row => row.Reference == known, cancellationToken) : null;

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    /// <summary>The columns of a listing: the sealed bytes are left on the disk.</summary>
    private sealed record Listing(string Reference, long ReceivedAt, bool Urgent, string? Suspicion, string State, long? HandledAt, string? HandledBy)
    {
        public static Listing Of(ContactRequestRow row) => new(row.Reference, row.ReceivedAt, row.Urgent, row.Suspicion, row.State, row.HandledAt, row.HandledBy);

        public ContactListing Read() => new()
        {
            Reference = Reference,
            ReceivedAt = At(ReceivedAt),
            Urgent = Urgent,
            Suspicion = Suspicion,
            State = State,
            HandledAt = HandledAt is { } at ? At(at) : null,
            HandledBy = HandledBy,
        };
    }
}
