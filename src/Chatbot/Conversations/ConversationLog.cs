using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chatbot.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Conversations;

/// <summary>
/// The conversations and their activities, in order. A visitor's activity, the bot's replies and the new state are one
/// transaction: after a crash there is all of it or nothing. Where storage is down, a reply that must arrive is handed on
/// from memory and nothing else is said.
/// </summary>
internal sealed class ConversationLog(IDbContextFactory<ChatbotDb> databases, TimeProvider clock, ILogger<ConversationLog> log) : IDisposable
{
    /// <summary>Most activities of one read; a client goes on from the watermark that it got.</summary>
    public const int MaxBatch = 200;

    private const int Stripes = 256;
    private const int Attempts = 3;
    private const int SqliteConstraint = 19;
    private const string PostgresUnique = "23505";

    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1, 1))];
    private readonly UnstoredActivities _unstored = new(clock);

    public Listeners Listeners { get; } = new();

    /// <summary>True for a conversation that was begun. While storage is down every one counts as begun: the caller's token is checked by then.</summary>
    public async Task<bool> ExistsAsync(string id, CancellationToken cancellationToken)
    {
        if (_unstored.Knows(id))
            return true;
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            return await db.Conversations.AnyAsync(row => row.Id == id, cancellationToken);
        }
        catch (DbException fault)
        {
            Report(fault);
            return true;
        }
    }

    /// <summary>Opens the conversation, new or known, and says the welcome unless it was said.</summary>
    public Task<Logged> WelcomeAsync(ConversationKey key, Func<JsonObject> welcome, CancellationToken cancellationToken) =>
        AppendAsync(key, visitor: null, clientActivityId: null, conversation =>
        {
            if (conversation.Welcomed || _unstored.Knows(key.Id))
                return new Said([], StateOf(conversation), MustArrive: true);
            conversation.Welcomed = true;
            return new Said([welcome()], StateOf(conversation), MustArrive: true);
        }, cancellationToken);

    /// <summary>
    /// Adds the visitor's activity and what the bot says to it. An activity whose <paramref name="clientActivityId"/> is
    /// there already is answered no second time.
    /// </summary>
    public Task<Logged> ExchangeAsync(ConversationKey key, JsonObject visitor, string? clientActivityId, Func<ConversationState, Said> answer, CancellationToken cancellationToken) =>
        AppendAsync(key, visitor, clientActivityId, conversation => answer(StateOf(conversation)), cancellationToken);

    /// <summary>At most <see cref="MaxBatch"/> activities after a watermark; while storage is down, only those that could not be stored.</summary>
    public async Task<ActivityBatch> AfterAsync(string id, Watermark watermark, CancellationToken cancellationToken)
    {
        var unstored = _unstored.After(id, watermark.Unstored);
        List<LoggedActivity> stored = [];
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var rows = await db.Activities.Where(row => row.ConversationId == id && row.Number > watermark.Stored).OrderBy(row => row.Number).Take(MaxBatch).ToListAsync(cancellationToken);
            stored.AddRange(rows.Select(Read));
        }
        catch (DbException fault)
        {
            // The official client stops polling for good on anything but 200, 403 and 404: it gets nothing new, and asks again.
            Report(fault);
        }

        return new ActivityBatch(
            [.. stored.Concat(unstored).OrderBy(logged => logged.At)],
            new Watermark(stored.Count > 0 ? (int)stored[^1].Number : watermark.Stored, unstored.Count > 0 ? unstored[^1].Number : watermark.Unstored));
    }

    public void Dispose()
    {
        _unstored.Dispose();
        foreach (var turnstile in _locks)
            turnstile.Dispose();
    }

    /// <summary>True for what the bot said to an activity; a visitor's own replyToId does not count.</summary>
    internal static bool IsReplyTo(JsonObject reply, JsonObject activity) =>
        reply["from"]?["role"]?.ToString() is "bot" && reply["replyToId"] is { } to && activity["id"] is { } id && JsonNode.DeepEquals(to, id);

    internal static void Stamp(JsonObject activity, string conversation, string number, DateTimeOffset now, JsonObject? replyTo)
    {
        activity["id"] = $"{conversation}|{number}";
        activity["timestamp"] = now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
        activity["conversation"] = new JsonObject { ["id"] = conversation };
        if (replyTo?["id"] is { } repliedTo)
            activity["replyToId"] = repliedTo.DeepClone();
    }

    /// <summary>One at a time in each conversation.</summary>
    private async Task<Logged> AppendAsync(ConversationKey key, JsonObject? visitor, string? clientActivityId, Func<ConversationRow, Said> answer, CancellationToken cancellationToken)
    {
        var turnstile = _locks[(uint)key.Id.GetHashCode(StringComparison.Ordinal) % Stripes];
        await turnstile.WaitAsync(cancellationToken);
        try
        {
            if (_unstored.Find(key.Id, clientActivityId) is { Count: > 0 } known)
                return new Logged.AlreadyThere(known);
            var logged = await TryStoreAsync(key, visitor, clientActivityId, answer, cancellationToken);
            if (logged is Logged.Stored { Activities.Count: > 0 } or Logged.Unstored { Activities.Count: > 0 })
                Listeners.Tell(key.Id);
            return logged;
        }
        finally
        {
            turnstile.Release();
        }
    }

    private async Task<Logged> TryStoreAsync(ConversationKey key, JsonObject? visitor, string? clientActivityId, Func<ConversationRow, Said> answer, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            Said? said = null;
            try
            {
                return await StoreAsync(key, visitor, clientActivityId, row => said = answer(row), cancellationToken);
            }
            catch (DbUpdateException fault) when (attempt < Attempts && IsUniqueViolation(fault))
            {
                // Another process was first; look again.
            }
            catch (Exception fault) when (fault is DbException or DbUpdateException)
            {
                Report(fault);
                said ??= answer(NewRow(key));
                return said.MustArrive ? new Logged.Unstored(_unstored.Add(key.Id, visitor, clientActivityId, said.Replies)) : new Logged.Unavailable();
            }
        }
    }

    private async Task<Logged> StoreAsync(ConversationKey key, JsonObject? visitor, string? clientActivityId, Func<ConversationRow, Said> answer, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (clientActivityId is not null && await FindAsync(db, key.Id, clientActivityId, cancellationToken) is { } known)
            return known;
        var conversation = await db.Conversations.SingleOrDefaultAsync(row => row.Id == key.Id, cancellationToken);
        var opened = conversation is null;
        if (conversation is null)
            db.Conversations.Add(conversation = NewRow(key));

        var number = await db.Activities.Where(row => row.ConversationId == key.Id).MaxAsync(row => (int?)row.Number, cancellationToken) ?? 0;
        var said = answer(conversation);
        conversation.State = JsonSerializer.Serialize(said.State);
        conversation.LastActiveAt = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var added = new List<LoggedActivity>();
        if (visitor is not null)
            added.Add(Add(db, key.Id, ++number, visitor, clientActivityId, replyTo: null));
        foreach (var reply in said.Replies)
            added.Add(Add(db, key.Id, ++number, reply, clientActivityId: null, visitor));

        // Once begun, the commit is not given up because the visitor went away.
        await db.SaveChangesAsync(CancellationToken.None);
        return new Logged.Stored(added, opened);
    }

    private static async Task<Logged?> FindAsync(ChatbotDb db, string id, string clientActivityId, CancellationToken cancellationToken)
    {
        if (await db.Activities.SingleOrDefaultAsync(row => row.ConversationId == id && row.ClientActivityId == clientActivityId, cancellationToken) is not { } row)
            return null;
        var visitor = Read(row);
        var later = await db.Activities.Where(r => r.ConversationId == id && r.Number > row.Number).OrderBy(r => r.Number).Take(MaxBatch).ToListAsync(cancellationToken);
        return new Logged.AlreadyThere([visitor, .. later.Select(Read).TakeWhile(logged => IsReplyTo(logged.Activity, visitor.Activity))]);
    }

    private LoggedActivity Add(ChatbotDb db, string id, int number, JsonObject activity, string? clientActivityId, JsonObject? replyTo)
    {
        var now = clock.GetUtcNow();
        Stamp(activity, id, $"{number:0000000}", now, replyTo);
        var at = now.ToUnixTimeMilliseconds();
        db.Activities.Add(new ActivityRow { ConversationId = id, Number = number, ClientActivityId = clientActivityId, Json = activity.ToJsonString(), At = at });
        return new LoggedActivity(number, at, activity);
    }

    private ConversationRow NewRow(ConversationKey key)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return new ConversationRow { Id = key.Id, Channel = key.Channel, UserId = key.User, State = JsonSerializer.Serialize(ConversationState.Fresh), CreatedAt = now, LastActiveAt = now };
    }

    private void Report(Exception fault) =>
        log.LogError("Conversations cannot be stored: {FaultType} {SqliteCode}", (fault.InnerException ?? fault).GetType().Name, ((fault.InnerException ?? fault) as SqliteException)?.SqliteErrorCode);

    private static bool IsUniqueViolation(DbUpdateException fault) =>
        fault.InnerException is SqliteException { SqliteErrorCode: SqliteConstraint } or DbException { SqlState: PostgresUnique };

    private static LoggedActivity Read(ActivityRow row) => new(row.Number, row.At, JsonNode.Parse(row.Json)!.AsObject());

    private static ConversationState StateOf(ConversationRow row) => JsonSerializer.Deserialize<ConversationState>(row.State) ?? ConversationState.Fresh;
}
