using Chatbot.Contact.Delivery;
using Chatbot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chatbot.Contact;

/// <summary>
/// Sends the notices of the outbox, each at least once. A row is leased before it is sent, so that several replicas share
/// the work and a notice whose sender died is sent again when the lease ends, by the same message id.
/// </summary>
internal sealed class ContactDelivery(
    IDbContextFactory<ChatbotDb> databases,
    ContactChannels channels,
    ContactMetrics metrics,
    IOptions<DeliveryOptions> options,
    TimeProvider clock,
    ILogger<ContactDelivery> log) : BackgroundService
{
    private const int Batch = 50;
    private const int AtOnce = 4;

    /// <summary>How much longer than the attempt itself a row is leased.</summary>
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    /// <summary>One pass over what is due; true when anything was tried.</summary>
    public async Task<bool> DeliverDueAsync(CancellationToken cancellationToken)
    {
        var tried = await Task.WhenAll(channels.All.Select(channel => DeliverDueAsync(channel, cancellationToken)));
        return tried.Any(any => any);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Without a channel there is nothing to send, and the database stays asleep.
        if (!channels.Any)
            return;
        await Task.Yield();
        var adopted = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var busy = false;
            try
            {
                if (!adopted)
                    await AdoptAsync(stoppingToken);
                adopted = true;
                busy = await DeliverDueAsync(stoppingToken);
            }
            catch (Exception fault) when (StorageFault.Is(fault))
            {
                log.LogError("The outbox cannot be read or written: {Cause}", StorageFault.Name(fault));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            if (!busy)
                await channels.Waiting.WaitAsync(Poll, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Requests that came in before any channel was configured, and that nobody has read, get their notices now.</summary>
    private async Task AdoptAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await (from row in db.Outbox
                          join request in db.ContactRequests on row.Reference equals request.Reference
                          where row.Channel == Outbox.Inbox && row.State == OutboxState.Pending && request.State != ContactState.Read
                          select row).ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            db.Outbox.Remove(row);
            foreach (var channel in channels.Names)
                db.Outbox.Add(Outbox.NewRow(row.Reference, channel, clock.GetUtcNow()));
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<bool> DeliverDueAsync(IContactChannel channel, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        List<Due> due;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            due = await (from row in db.Outbox
                         join request in db.ContactRequests on row.Reference equals request.Reference
                         where row.State == OutboxState.Pending && row.Channel == channel.Name && row.NextTryAt <= now
                         orderby request.Urgent descending, row.NextTryAt
                         select new Due(row.Id, row.Attempts + 1, row.GiveUpAt, row.Reference, row.MessageId, request.Urgent, request.Suspicion != null, request.ReceivedAt))
                .Take(Batch)
                .ToListAsync(cancellationToken);
        }

        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (row, token) => await DeliverAsync(channel, row, token));
        return due.Count > 0;
    }

    private async Task DeliverAsync(IContactChannel channel, Due due, CancellationToken cancellationToken)
    {
        if (!await TakeAsync(due, cancellationToken))
            return;
        var result = await channel.SendAsync(new Notice(due.Reference, due.MessageId, due.Urgent, due.Suspected, DateTimeOffset.FromUnixTimeMilliseconds(due.ReceivedAt)), cancellationToken);

        // The attempt is made: what became of it is written down even if the service is stopping.
        await NoteAsync(due, result);
        switch (result)
        {
            case DeliveryResult.Delivered:
                metrics.Attempted(channel.Name, "sent");
                log.LogInformation("Notice {Notice} of contact request {Reference} was sent by {Channel} at attempt {Attempt}", due.Id, due.Reference, channel.Name, due.Attempt);
                break;
            case DeliveryResult.Deferred(var fault):
                metrics.Attempted(channel.Name, "deferred");
                log.LogWarning("Notice {Notice} of contact request {Reference} was not sent by {Channel} at attempt {Attempt}: {Fault}", due.Id, due.Reference, channel.Name, due.Attempt, fault);
                break;
            case DeliveryResult.Refused(var fault):
                metrics.Attempted(channel.Name, "refused");
                log.LogError("Notice {Notice} of contact request {Reference} was refused by {Channel}: {Fault}. It is not tried again by itself: outbox list", due.Id, due.Reference, channel.Name, fault);
                break;
        }
    }

    /// <summary>False when another replica was first.</summary>
    private async Task<bool> TakeAsync(Due due, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var mine = db.Outbox.Where(row => row.Id == due.Id && row.State == OutboxState.Pending && row.NextTryAt <= now.ToUnixTimeMilliseconds());
        return await WriteLock.WantAsync(() => mine.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Attempts, due.Attempt).SetProperty(row => row.NextTryAt, (now + options.Value.Timeout + LeaseMargin).ToUnixTimeMilliseconds()),
            cancellationToken)) == 1;
    }

    private async Task NoteAsync(Due due, DeliveryResult result)
    {
        var now = clock.GetUtcNow();
        var next = (now + RetryWaits.After(due.Attempt)).ToUnixTimeMilliseconds();
        var (state, fault) = result switch
        {
            DeliveryResult.Delivered => (OutboxState.Sent, null),
            DeliveryResult.Refused refused => (OutboxState.Dead, refused.Fault),
            DeliveryResult.Deferred deferred => (next > due.GiveUpAt ? OutboxState.Dead : OutboxState.Pending, deferred.Fault),
            _ => throw new InvalidOperationException($"No state for {result.GetType().Name}"),
        };
        long? sentAt = state is OutboxState.Sent ? now.ToUnixTimeMilliseconds() : null;
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.BeginWriteAsync(CancellationToken.None);
        await db.Outbox.Where(row => row.Id == due.Id).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, state)
            .SetProperty(row => row.NextTryAt, next)
            .SetProperty(row => row.LastFault, fault)
            .SetProperty(row => row.SentAt, sentAt));
        if (state is OutboxState.Sent)
            await SetRequestAsync(db, due.Reference, ContactState.Notified, ContactState.Received, ContactState.Retrying);
        else
            await SetRequestAsync(db, due.Reference, ContactState.Retrying, ContactState.Received, ContactState.Received);
        await transaction.CommitAsync();
    }

    /// <summary>Never takes back that staff have read it.</summary>
    private static Task<int> SetRequestAsync(ChatbotDb db, string reference, string state, string from, string orFrom) =>
        db.ContactRequests
            .Where(row => row.Reference == reference && (row.State == from || row.State == orFrom))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, state));

    private sealed record Due(long Id, int Attempt, long GiveUpAt, string Reference, string MessageId, bool Urgent, bool Suspected, long ReceivedAt);
}
