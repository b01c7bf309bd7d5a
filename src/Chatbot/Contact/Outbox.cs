using Chatbot.Storage;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Contact;

/// <summary>How far a notice to staff is: <c>OutboxRow.State</c>.</summary>
internal static class OutboxState
{
    public const string Pending = "pending";
    public const string Sent = "sent";

    /// <summary>Given up: refused for good, or 72 hours went by. <c>outbox retry</c> revives it.</summary>
    public const string Dead = "dead";
}

/// <summary>A line of <c>outbox list</c>.</summary>
internal sealed record OutboxListing(long Id, string Reference, string Channel, string State, int Attempts, DateTimeOffset NextTryAt, DateTimeOffset CreatedAt, string? LastFault);

/// <summary>How the outbox stands: notices of configured channels that are not sent, the age of the oldest, and those given up.</summary>
internal sealed record OutboxStanding(int Unsent, TimeSpan? OldestUnsent, int Dead);

/// <summary>The notices to staff as they are stored; <see cref="ContactDelivery"/> sends them.</summary>
internal sealed class Outbox(IDbContextFactory<ChatbotDb> databases, AuditTrail audit, TimeProvider clock)
{
    /// <summary>The channel of a request that came in while none was configured: it waits in the staff inbox.</summary>
    public const string Inbox = "inbox";

    public static OutboxRow NewRow(string reference, string channel, DateTimeOffset now) => new()
    {
        Reference = reference,
        Channel = channel,
        MessageId = Guid.NewGuid().ToString("N"),
        State = OutboxState.Pending,
        NextTryAt = now.ToUnixTimeMilliseconds(),
        CreatedAt = now.ToUnixTimeMilliseconds(),
        GiveUpAt = (now + RetryWaits.GiveUpAfter).ToUnixTimeMilliseconds(),
    };

    /// <summary>Dead ones first, then those that wait, oldest first; at most <paramref name="most"/>. Those that were sent only when asked for.</summary>
    public async Task<IReadOnlyList<OutboxListing>> ListAsync(bool alsoSent, int most, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Outbox.AsNoTracking()
            .Where(row => alsoSent || row.State != OutboxState.Sent)
            .OrderBy(row => row.State == OutboxState.Dead ? 0 : row.State == OutboxState.Pending ? 1 : 2).ThenBy(row => row.CreatedAt).ThenBy(row => row.Id)
            .Take(most)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => new OutboxListing(row.Id, row.Reference, row.Channel, row.State, row.Attempts, At(row.NextTryAt), At(row.CreatedAt), row.LastFault))];
    }

    /// <summary>Makes notices due now, with 72 hours before them again: one by its id, or all that are dead. Gives their number.</summary>
    public async Task<int> RetryAsync(long? id, string actor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        var count = await db.Outbox
            .Where(row => id == null ? row.State == OutboxState.Dead : row.Id == id && row.State != OutboxState.Sent)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => row.State, OutboxState.Pending)
                    .SetProperty(row => row.Attempts, 0)
                    .SetProperty(row => row.NextTryAt, now.ToUnixTimeMilliseconds())
                    .SetProperty(row => row.GiveUpAt, (now + RetryWaits.GiveUpAfter).ToUnixTimeMilliseconds()),
                cancellationToken);
        if (count > 0)
            await audit.AppendAsync(db, actor, "notices retried", id is null ? "" : $"notice {id}", $"{count}", cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return count;
    }

    public async Task<OutboxStanding> StandingAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var open = await db.Outbox
            .Where(row => row.State != OutboxState.Sent && row.Channel != Inbox)
            .GroupBy(row => row.State)
            .Select(group => new { State = group.Key, Count = group.Count(), Oldest = group.Min(row => row.CreatedAt) })
            .ToListAsync(cancellationToken);
        var pending = open.Find(part => part.State is OutboxState.Pending);
        return new OutboxStanding(
            pending?.Count ?? 0,
            pending is null ? null : clock.GetUtcNow() - At(pending.Oldest),
            open.Find(part => part.State is OutboxState.Dead)?.Count ?? 0);
    }

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
