using Chatbot.Conversations;
using Chatbot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chatbot.Contact;

/// <summary>What a purge did, or would do.</summary>
/// <param name="Due">References of the requests, oldest first.</param>
/// <param name="Deleted">How many of them were deleted.</param>
/// <param name="Conversations">How many conversations that belong to no request were, or would be, deleted.</param>
/// <param name="HeldBack">Why nothing was deleted; null when the clock was believed.</param>
internal sealed record PurgeOutcome(IReadOnlyList<string> Due, int Deleted, int Conversations, string? HeldBack);

/// <summary>
/// Deletes requests older than <see cref="ContactOptions.RetentionDays"/>, and conversations without a request that nobody has
/// gone on with for <see cref="ContactOptions.ConversationDays"/>: people say things there that are nobody's to keep. A clock that
/// jumps must not delete early: the last run's time is kept, and after a step back, or a gap longer than two days, nothing is
/// deleted for the next four runs (a day), in which somebody can notice.
/// </summary>
internal sealed class RetentionPurge(IDbContextFactory<ChatbotDb> databases, AuditTrail audit, IOptions<ContactOptions> options, TimeProvider clock, ILogger<RetentionPurge> log)
{
    private const string LastRun = "purge.last-run";
    private const string RunsToWait = "purge.runs-to-wait";
    private const int WaitAfterJump = 4;

    /// <summary>Deleted together, so that messages that come in meanwhile do not wait long.</summary>
    private const int ConversationsAtOnce = 100;

    /// <summary>Twice as long as it may take until what goes on being said is written down as said again.</summary>
    private static readonly TimeSpan SayingsRest = 2 * ConversationTables.SaidAnew;

    private static readonly TimeSpan LongestGap = TimeSpan.FromDays(2);

    // Ordinary corrections by NTP stay below.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();
    private readonly long _startedTicks = clock.GetTimestamp();

    /// <summary>The requests that are due, oldest first; deletes nothing.</summary>
    public async Task<PurgeOutcome> LookAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return new PurgeOutcome(await DueAsync(db, cancellationToken), 0, await Idle(db).CountAsync(cancellationToken), null);
    }

    /// <param name="actor">For the audit.</param>
    /// <param name="clockIsRight">A person looked at the clock and says so.</param>
    /// <param name="cancellationToken">Stops between two requests.</param>
    public async Task<PurgeOutcome> RunAsync(string actor, bool clockIsRight, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await HoldBackAsync(db, clockIsRight, cancellationToken) is { } reason)
        {
            log.LogWarning("Nothing is purged: {Reason}", reason);
            return new PurgeOutcome([], 0, 0, reason);
        }

        var due = await DueAsync(db, cancellationToken);
        foreach (var reference in due)
        {
            await using var transaction = await db.BeginWriteAsync(cancellationToken);
            var conversation = await db.ContactRequests.Where(row => row.Reference == reference).Select(row => row.ConversationId).SingleOrDefaultAsync(cancellationToken);
            await ContactErasure.RemoveAsync(db, reference, conversation, cancellationToken);
            await audit.AppendAsync(db, actor, "purged", reference, $"after {options.Value.RetentionDays} days", cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            db.ChangeTracker.Clear();
        }

        var conversations = await PurgeIdleAsync(db, cancellationToken);
        if (due.Count + conversations > 0)
        {
            await PurgeSayingsAsync(db, cancellationToken);
            await ContactErasure.EmptyLogAsync(db, cancellationToken);
            log.LogInformation(
                "{Count} contact requests were purged after {Days} days, {Conversations} conversations after {IdleDays}",
                due.Count,
                options.Value.RetentionDays,
                conversations,
                options.Value.ConversationDays);
        }

        return new PurgeOutcome(due, due.Count, conversations, null);
    }

    private async Task<int> PurgeIdleAsync(ChatbotDb db, CancellationToken cancellationToken)
    {
        for (var deleted = 0; ;)
        {
            await using var transaction = await db.BeginWriteAsync(cancellationToken);
            var due = await Idle(db).OrderBy(row => row.LastActiveAt).Select(row => row.Id).Take(ConversationsAtOnce).ToListAsync(cancellationToken);
            if (due.Count == 0)
                return deleted;
            await db.Activities.Where(row => due.Contains(row.ConversationId)).ExecuteDeleteAsync(cancellationToken);
            await db.Conversations.Where(row => due.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            deleted += due.Count;
        }
    }

    /// <summary>
    /// What the bot once said and no conversation holds any more, such as the words of an article that was changed since. What
    /// was said of late stays: who is about to say it again need not look whether it is there.
    /// </summary>
    private async Task PurgeSayingsAsync(ChatbotDb db, CancellationToken cancellationToken)
    {
        var before = (clock.GetUtcNow() - SayingsRest).ToUnixTimeMilliseconds();
        var old = await db.Sayings.Where(row => row.SaidAt < before).Select(row => row.Id).ToListAsync(cancellationToken);
        if (old.Count == 0)
            return;
        var held = await db.Activities.Where(row => row.ReplyId != null).Select(row => row.ReplyId!.Value).Distinct().ToListAsync(cancellationToken);
        foreach (var due in old.Except(held).Chunk(ConversationsAtOnce))
        {
            await using var transaction = await db.BeginWriteAsync(cancellationToken);
            await db.Sayings.Where(row => due.Contains(row.Id) && row.SaidAt < before).ExecuteDeleteAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    private IQueryable<ConversationRow> Idle(ChatbotDb db)
    {
        var before = (clock.GetUtcNow() - TimeSpan.FromDays(options.Value.ConversationDays) - ConversationLog.ActiveStep).ToUnixTimeMilliseconds();
        return db.Conversations.Where(row => row.LastActiveAt < before && !db.ContactRequests.Any(request => request.ConversationId == row.Id));
    }

    private async Task<List<string>> DueAsync(ChatbotDb db, CancellationToken cancellationToken)
    {
        var before = (clock.GetUtcNow() - TimeSpan.FromDays(options.Value.RetentionDays!.Value)).ToUnixTimeMilliseconds();
        return await db.ContactRequests.Where(row => row.ReceivedAt < before).OrderBy(row => row.ReceivedAt).Select(row => row.Reference).ToListAsync(cancellationToken);
    }

    /// <summary>Why the clock is not believed, or null; writes down this run's time.</summary>
    private async Task<string?> HoldBackAsync(ChatbotDb db, bool clockIsRight, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var last = await MarkAsync(db, LastRun, now.ToUnixTimeMilliseconds(), cancellationToken);
        var waiting = await MarkAsync(db, RunsToWait, 0, cancellationToken);
        var gap = now - DateTimeOffset.FromUnixTimeMilliseconds(last.Value);
        var drift = now - _startedAt - clock.GetElapsedTime(_startedTicks);
        var reason = true switch
        {
            _ when clockIsRight => null,
            _ when gap < -ClockTolerance => $"the clock stands {-gap:d\\.hh\\:mm} before the last run",
            _ when drift.Duration() > ClockTolerance => $"the clock moved by {drift:d\\.hh\\:mm} while the service ran",
            _ when gap > LongestGap => $"the last run was {gap:d\\.hh\\:mm} ago",
            _ => null,
        };
        if (reason is not null)
            waiting.Value = WaitAfterJump;
        else if (clockIsRight)
            waiting.Value = 0;
        else if (waiting.Value > 0)
        {
            waiting.Value--;
            reason = $"the clock jumped lately; {waiting.Value + 1} more runs are waited for";
        }

        last.Value = now.ToUnixTimeMilliseconds();
        await db.SaveChangesAsync(cancellationToken);
        return reason is null ? null : $"{reason}. If the clock is right, run: contact purge --clock-is-right";
    }

    private static async Task<MarkRow> MarkAsync(ChatbotDb db, string name, long otherwise, CancellationToken cancellationToken)
    {
        if (await db.Marks.SingleOrDefaultAsync(mark => mark.Name == name, cancellationToken) is { } known)
            return known;
        var mark = new MarkRow { Name = name, Value = otherwise };
        db.Marks.Add(mark);
        return mark;
    }
}
