using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using Chatbot.Knowledge;
using Chatbot.Storage;
using Chatbot.Triage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Contact;

/// <summary>
/// Takes contact requests. The request and the notice to staff are committed in one transaction before anyone is told a
/// reference; what the visitor typed is sealed.
/// </summary>
internal sealed class ContactDesk(
    IDbContextFactory<ChatbotDb> databases,
    IDataProtectionProvider protection,
    TriageDesk triage,
    Library library,
    TimeProvider clock,
    ILogger<ContactDesk> log)
{
    public const string DefaultReplyWithin = "a few business days";
    private const int ConstraintViolated = 19;

    /// <summary>Without letters and digits that are mistaken for one another when read aloud.</summary>
    private const string ReferenceAlphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    private readonly IDataProtector _seal = protection.CreateProtector("Chatbot.Contact.Request.v1");

    private string ReplyWithin => library.Clinic.ReplyWithin ?? DefaultReplyWithin;

    /// <summary>Stores a submission once. The same key again gives the same reference; the first submission stands.</summary>
    public async Task<ContactOutcome> SubmitAsync(ContactSubmission submission, CancellationToken cancellationToken)
    {
        var errors = ContactRules.Check(submission);
        if (errors.Count > 0)
            return new ContactOutcome.Invalid(errors);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            // From here on the request's own abort no longer counts: a commit, once begun, is finished.
            return await FindAsync(submission.IdempotencyKey!) ?? await StoreAsync(submission);
        }
        catch (DbException fault)
        {
            log.LogError("A contact request could not be stored: {FaultType} {SqliteCode}", fault.GetType().Name, (fault as SqliteException)?.SqliteErrorCode);
            return new ContactOutcome.Unavailable();
        }
        catch (DbUpdateException fault)
        {
            log.LogError("A contact request could not be stored: {FaultType}", fault.InnerException?.GetType().Name);
            return new ContactOutcome.Unavailable();
        }
    }

    /// <summary><c>received</c>, <c>notified</c>, <c>retrying</c> or <c>read</c>; null for an unknown reference.</summary>
    public async Task<string?> StateAsync(string reference, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ContactRequests.Where(row => row.Reference == reference).Select(row => row.State).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>References, newest first, with whether each is urgent.</summary>
    public async Task<IReadOnlyList<(string Reference, bool Urgent, DateTimeOffset ReceivedAt)>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.ContactRequests.OrderByDescending(row => row.Urgent).ThenByDescending(row => row.ReceivedAt).ToListAsync(cancellationToken);
        return [.. rows.Select(row => (row.Reference, row.Urgent, DateTimeOffset.FromUnixTimeMilliseconds(row.ReceivedAt)))];
    }

    /// <summary>Opens a request for staff; null for an unknown reference.</summary>
    public async Task<ContactSubmission?> ReadAsync(string reference, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.ContactRequests.SingleOrDefaultAsync(r => r.Reference == reference, cancellationToken);
        return row is null ? null : JsonSerializer.Deserialize<ContactSubmission>(_seal.Unprotect(row.Sealed));
    }

    private async Task<ContactOutcome?> FindAsync(string key)
    {
        await using var db = await databases.CreateDbContextAsync();
        var row = await db.ContactRequests.SingleOrDefaultAsync(r => r.IdempotencyKey == key);
        return row is null ? null : new ContactOutcome.Stored(row.Reference, ReplyWithin, AlreadyThere: true, row.Urgent);
    }

    private async Task<ContactOutcome> StoreAsync(ContactSubmission submission)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var urgent = triage.Judge($"{submission.Topic} {submission.Message}").Urgent || triage.Judge(submission.Name ?? "").Urgent;
        var reference = NewReference();
        await using var db = await databases.CreateDbContextAsync();
        db.ContactRequests.Add(new ContactRequestRow
        {
            Reference = reference,
            IdempotencyKey = submission.IdempotencyKey!,
            Sealed = _seal.Protect(JsonSerializer.SerializeToUtf8Bytes(submission)),
            ConversationId = submission.Conversation,
            Urgent = urgent,
            State = "received",
            ReceivedAt = now,
        });
        db.Outbox.Add(new OutboxRow { Reference = reference, State = "pending", NextTryAt = now, CreatedAt = now });
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateException fault) when (fault.InnerException is SqliteException { SqliteErrorCode: ConstraintViolated })
        {
            // The same key came in twice at once; the other one was first.
            return await FindAsync(submission.IdempotencyKey!) ?? new ContactOutcome.Unavailable();
        }

        log.LogInformation("Contact request {Reference} is stored; urgent: {Urgent}", reference, urgent);
        return new ContactOutcome.Stored(reference, ReplyWithin, AlreadyThere: false, urgent);
    }

    /// <summary>Sixteen characters in groups of four: 78 bits, not to be guessed, easy to read aloud.</summary>
    private static string NewReference() =>
        string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(ReferenceAlphabet, 4)));
}
