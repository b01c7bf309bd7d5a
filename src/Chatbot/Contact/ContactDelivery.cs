using System.Data.Common;
using Chatbot.Storage;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Contact;

/// <summary>
/// The first form of the notice to staff: an event in the log for every request that waits, again after each start. The
/// outbox rows stay pending, for a mail channel to send.
/// </summary>
internal sealed class ContactDelivery(IDbContextFactory<ChatbotDb> databases, TimeProvider clock, ILogger<ContactDelivery> log) : BackgroundService
{
    private const int NamedAtOnce = 20;
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(15);

    /// <summary>Says the requests whose notice came after <paramref name="after"/> and that nobody has read; the last notice seen.</summary>
    public async Task<long> AnnounceAsync(long after, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var waiting = await db.Outbox.Where(notice => notice.Id > after && notice.State == OutboxState.Pending)
            .Join(db.ContactRequests, notice => notice.Reference, request => request.Reference, (notice, request) => new { notice.Id, request.Reference, request.Urgent, request.State })
            .OrderBy(row => row.Id)
            .ToListAsync(cancellationToken);
        var unread = waiting.Where(row => !string.Equals(row.State, ContactState.Read, StringComparison.Ordinal)).OrderByDescending(row => row.Urgent).ToList();
        foreach (var request in unread.Take(NamedAtOnce))
        {
            if (request.Urgent)
                log.LogWarning("Contact request {Reference} waits and is urgent", request.Reference);
            else
                log.LogInformation("Contact request {Reference} waits", request.Reference);
        }

        if (unread.Count > NamedAtOnce)
            log.LogWarning("{Count} more contact requests wait", unread.Count - NamedAtOnce);
        return waiting.Count > 0 ? waiting[^1].Id : after;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start of the service does not wait for this.
        await Task.Yield();
        using var timer = new PeriodicTimer(Rhythm, clock);
        var seen = 0L;
        do
        {
            try
            {
                seen = await AnnounceAsync(seen, stoppingToken);
            }
            catch (DbException fault)
            {
                // The next round tries again; a fault here must not end the service.
                log.LogWarning("The waiting contact requests could not be read: {FaultType}", fault.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
