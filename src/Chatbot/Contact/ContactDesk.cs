using System.Security.Cryptography;
using System.Text;
using Chatbot.Knowledge;
using Chatbot.Storage;
using Chatbot.Triage;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Contact;

/// <summary>
/// Takes contact requests. The request and the notice to staff are committed in one transaction before anyone is told a
/// reference; what the visitor typed is sealed.
/// </summary>
internal sealed class ContactDesk(
    IDbContextFactory<ChatbotDb> databases,
    ContactSeal seal,
    Suspicion suspicion,
    ContactBudgets budgets,
    ContactChannels channels,
    TriageDesk triage,
    Library library,
    ContactMetrics metrics,
    TimeProvider clock,
    ILogger<ContactDesk> log) : IDisposable
{
    public const string DefaultReplyWithin = "a few business days";

    private const string Everybody = "";

    /// <summary>
    /// Waiting for SQLite's lock holds a thread. One request at a time waits there, at most three seconds; the others wait
    /// here without a thread and not as long, so that a locked database stops no answers.
    /// </summary>
    private static readonly TimeSpan TurnWait = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _oneWriter = new(1, 1);

    private string ReplyWithin => library.Clinic.ReplyWithin ?? DefaultReplyWithin;

    /// <summary>Stores a submission once. The same key again gives the same reference; the first submission stands.</summary>
    public async Task<ContactOutcome> SubmitAsync(ContactSubmission submission, ContactDoor door, CancellationToken cancellationToken)
    {
        var (tidy, errors) = ContactRules.Read(submission);
        var urgent = IsUrgent(submission);
        if (errors.Count > 0)
            return Counted(new ContactOutcome.Invalid(errors) { Urgent = urgent });
        cancellationToken.ThrowIfCancellationRequested();

        // From here on the request's own abort no longer counts: a commit, once begun, is finished.
        var stored = false;
        var taken = false;
        try
        {
            if (await FindAsync(KeyHash(tidy)) is { } known)
                return Counted(known);
            if (!(taken = budgets.Overall.TryTake(Everybody, out var wait)))
                return Counted(new ContactOutcome.TooMany(wait) { Urgent = urgent });
            if (!await _oneWriter.WaitAsync(TurnWait, CancellationToken.None))
                return Unavailable("turn", urgent);
            try
            {
                var outcome = await StoreAsync(tidy, urgent, suspicion.Of(submission, door));
                stored = outcome is ContactOutcome.Stored { AlreadyThere: false };
                return Counted(outcome);
            }
            finally
            {
                _oneWriter.Release();
            }
        }
        catch (Exception fault) when (StorageFault.Is(fault) || fault is CryptographicException)
        {
            return Unavailable(StorageFault.Name(fault), urgent);
        }
        finally
        {
            if (taken && !stored)
                budgets.Overall.GiveBack(Everybody);
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

    public void Dispose() => _oneWriter.Dispose();

    /// <summary>What the database knows a form's key by.</summary>
    internal static string KeyHash(ContactSubmission submission) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(submission.IdempotencyKey!)));

    private async Task<ContactOutcome?> FindAsync(string key)
    {
        await using var db = await databases.CreateDbContextAsync();
        var row = await db.ContactRequests.Where(r => r.IdempotencyKey == key).Select(r => new { r.Reference, r.Urgent }).SingleOrDefaultAsync();
        return row is null ? null : new ContactOutcome.Stored(row.Reference, ReplyWithin, AlreadyThere: true) { Urgent = row.Urgent };
    }

    private async Task<ContactOutcome> StoreAsync(ContactSubmission submission, bool urgent, string? suspected)
    {
        await using var db = await databases.CreateDbContextAsync();
        var reference = Reference.New();
        db.ContactRequests.Add(await RowAsync(db, submission, reference, urgent, suspected));
        var now = clock.GetUtcNow();
        foreach (var channel in channels.Names)
            db.Outbox.Add(Outbox.NewRow(reference, channel, now));
        try
        {
            await WriteLock.WantAsync(() => db.SaveChangesAsync());
        }
        catch (DbUpdateException fault) when (StorageFault.IsUniqueViolation(fault))
        {
            // The same key came in twice at once; the other one was first.
            return await FindAsync(KeyHash(submission)) ?? Unavailable("key", urgent);
        }

        channels.Waiting.Set();
        if (urgent)
            log.LogWarning("Contact request {Reference} waits and is urgent", reference);
        else
            log.LogInformation("Contact request {Reference} waits", reference);
        return new ContactOutcome.Stored(reference, ReplyWithin, AlreadyThere: false) { Urgent = urgent };
    }

    private async Task<ContactRequestRow> RowAsync(ChatbotDb db, ContactSubmission submission, string reference, bool urgent, string? suspected)
    {
        var conversation = submission.AttachConversation || submission.AttachQuestions ? submission.Conversation : null;
        var record = seal.Close(
            new ContactContent
            {
                Name = submission.Name,
                Email = submission.Email,
                Phone = submission.Phone,
                PreferredTime = submission.PreferredTime,
                Topic = submission.Topic,
                Message = submission.Message,
                Transcript = conversation is not null && submission.AttachConversation ? await ConversationExcerpt.TranscriptAsync(db, conversation, CancellationToken.None) : [],
                OpenQuestions = conversation is not null && submission.AttachQuestions ? await ConversationExcerpt.OpenQuestionsAsync(db, conversation, CancellationToken.None) : [],
            },
            reference);
        return new ContactRequestRow
        {
            Reference = reference,
            IdempotencyKey = KeyHash(submission),
            Sealed = record.Sealed,
            WrappedKey = record.WrappedKey,
            KeyId = record.KeyId,
            EmailHash = seal.HashOfEmail(submission.Email),
            PhoneHash = seal.HashOfPhone(submission.Phone),
            // An id that a client made up is the client's own text: only one that is a conversation here is kept.
            ConversationId = submission.AttachConversation && await db.Conversations.AnyAsync(row => row.Id == conversation) ? conversation : null,
            Urgent = urgent,
            Suspicion = suspected,
            State = ContactState.Received,
            ReceivedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
        };
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
        metrics.Submitted("unavailable");
        return new ContactOutcome.Unavailable(library.Clinic.Phone) { Urgent = urgent };
    }

    private ContactOutcome Counted(ContactOutcome outcome)
    {
        if (outcome is not ContactOutcome.Unavailable)
        {
            metrics.Submitted(outcome switch
            {
                ContactOutcome.Stored { AlreadyThere: true } => "repeated",
                ContactOutcome.Stored => "stored",
                ContactOutcome.Invalid => "invalid",
                _ => "too-many",
            });
        }

        return outcome;
    }
}
