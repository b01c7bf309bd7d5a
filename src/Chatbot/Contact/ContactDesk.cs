using System.Data.Common;
using System.Security.Cryptography;
using Chatbot.Knowledge;
using Chatbot.Storage;
using Chatbot.Triage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Contact;

/// <summary>
/// Takes contact requests. The request and the notice to staff are committed in one transaction before anyone is told a
/// reference; what the visitor typed is sealed.
/// </summary>
internal sealed class ContactDesk(
    IDbContextFactory<ChatbotDb> databases,
    ContactSeal seal,
    TriageDesk triage,
    Library library,
    TimeProvider clock,
    ILogger<ContactDesk> log) : IDisposable
{
    public const string DefaultReplyWithin = "a few business days";
    private const int UniqueViolated = 2067;

    /// <summary>
    /// Waiting for SQLite's lock holds a thread. One request at a time waits there, at most three seconds; the others wait
    /// here without a thread and not as long, so that a locked database stops no answers.
    /// </summary>
    private static readonly TimeSpan TurnWait = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _oneWriter = new(1, 1);

    private string ReplyWithin => library.Clinic.ReplyWithin ?? DefaultReplyWithin;

    /// <summary>Stores a submission once. The same key again gives the same reference; the first submission stands.</summary>
    public async Task<ContactOutcome> SubmitAsync(ContactSubmission submission, CancellationToken cancellationToken)
    {
        var (tidy, errors) = ContactRules.Read(submission);
        var urgent = IsUrgent(submission);
        if (errors.Count > 0)
            return new ContactOutcome.Invalid(errors) { Urgent = urgent };
        cancellationToken.ThrowIfCancellationRequested();

        // From here on the request's own abort no longer counts: a commit, once begun, is finished.
        try
        {
            if (await FindAsync(tidy.IdempotencyKey!) is { } known)
                return known;
            if (!await _oneWriter.WaitAsync(TurnWait, CancellationToken.None))
                return Unavailable("turn", urgent);
            try
            {
                return await StoreAsync(tidy, urgent);
            }
            finally
            {
                _oneWriter.Release();
            }
        }
        catch (Exception fault) when (fault is DbException or DbUpdateException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            var cause = fault as SqliteException ?? fault.InnerException as SqliteException;
            return Unavailable(cause is null ? fault.GetType().Name : $"SQLite {cause.SqliteErrorCode}", urgent);
        }
    }

    /// <summary><c>received</c>, <c>notified</c>, <c>retrying</c> or <c>read</c>; null for an unknown reference.</summary>
    public async Task<string?> StateAsync(string reference, CancellationToken cancellationToken)
    {
        if (Reference.Read(reference) is not { } known)
            return null;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ContactRequests.Where(row => row.Reference == known).Select(row => row.State).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>All requests, urgent ones first, then the newest first.</summary>
    public async Task<IReadOnlyList<ContactListing>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.ContactRequests
            .OrderByDescending(row => row.Urgent).ThenByDescending(row => row.ReceivedAt).ThenBy(row => row.Reference)
            .Select(row => new { row.Reference, row.ReceivedAt, row.Urgent, row.State })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => new ContactListing(row.Reference, DateTimeOffset.FromUnixTimeMilliseconds(row.ReceivedAt), row.Urgent, row.State))];
    }

    /// <summary>
    /// Opens a request for staff and marks it read; null for an unknown reference. Throws
    /// <see cref="CryptographicException"/> when its key is gone.
    /// </summary>
    public async Task<ContactRequest?> ReadAsync(string reference, CancellationToken cancellationToken)
    {
        if (Reference.Read(reference) is not { } known)
            return null;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.ContactRequests.SingleOrDefaultAsync(row => row.Reference == known, cancellationToken) is not { } row)
            return null;
        var opened = seal.Open(row.Sealed);
        row.State = ContactState.Read;
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException fault)
        {
            // To be read now matters more than to be marked.
            log.LogWarning("Contact request {Reference} was read but could not be marked: {FaultType}", known, fault.InnerException?.GetType().Name);
        }

        return new ContactRequest(known, DateTimeOffset.FromUnixTimeMilliseconds(row.ReceivedAt), row.Urgent, row.State, opened);
    }

    public void Dispose() => _oneWriter.Dispose();

    private async Task<ContactOutcome?> FindAsync(string key)
    {
        await using var db = await databases.CreateDbContextAsync();
        var row = await db.ContactRequests.Where(r => r.IdempotencyKey == key).Select(r => new { r.Reference, r.Urgent }).SingleOrDefaultAsync();
        return row is null ? null : new ContactOutcome.Stored(row.Reference, ReplyWithin, AlreadyThere: true) { Urgent = row.Urgent };
    }

    private async Task<ContactOutcome> StoreAsync(ContactSubmission submission, bool urgent)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var reference = Reference.New();
        await using var db = await databases.CreateDbContextAsync();
        db.ContactRequests.Add(new ContactRequestRow
        {
            Reference = reference,
            IdempotencyKey = submission.IdempotencyKey!,
            Sealed = seal.Close(submission),
            ConversationId = submission.Conversation,
            Urgent = urgent,
            State = ContactState.Received,
            ReceivedAt = now,
        });
        db.Outbox.Add(new OutboxRow { Reference = reference, State = OutboxState.Pending, NextTryAt = now, CreatedAt = now });
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateException fault) when (fault.InnerException is SqliteException { SqliteExtendedErrorCode: UniqueViolated })
        {
            // The same key came in twice at once; the other one was first.
            return await FindAsync(submission.IdempotencyKey!) ?? Unavailable("key", urgent);
        }

        if (urgent)
            log.LogWarning("Contact request {Reference} waits and is urgent", reference);
        else
            log.LogInformation("Contact request {Reference} waits", reference);
        return new ContactOutcome.Stored(reference, ReplyWithin, AlreadyThere: false) { Urgent = urgent };
    }

    /// <summary>Reads what was typed, also in a form that is refused. When triage fails, the careful answer.</summary>
    private bool IsUrgent(ContactSubmission typed)
    {
        string?[] texts = [typed.Message, typed.Name, typed.Topic, typed.PreferredTime, $"{typed.Topic} {typed.Message}"];
#pragma warning disable CA1031 // Nothing that triage can do wrong may keep a request from being stored.
        try
        {
            return texts.Any(text => !string.IsNullOrWhiteSpace(text) && triage.Judge(text).Urgent);
        }
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.LogError("Triage of a contact request failed with {FaultType}", fault.GetType().Name);
            return true;
        }
    }

    private ContactOutcome.Unavailable Unavailable(string cause, bool urgent)
    {
        log.LogError("A contact request could not be stored: {Cause}", cause);
        return new ContactOutcome.Unavailable(library.Clinic.Phone) { Urgent = urgent };
    }
}
