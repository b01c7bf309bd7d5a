using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chatbot.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Conversations;

/// <summary>An activity with its place in the conversation.</summary>
internal sealed record LoggedActivity(int Number, JsonObject Activity);

/// <summary>
/// The conversations and their activities, in order. A visitor's activity, the bot's replies and the new state are one
/// transaction: after a crash there is all of it or nothing.
/// </summary>
internal sealed class ConversationLog(IDbContextFactory<ChatbotDb> databases, TimeProvider clock)
{
    private const int Stripes = 256;
    private const int ConstraintViolated = 19;

    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1, 1))];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiters = new(StringComparer.Ordinal);

    /// <summary>Opens a conversation, new or known. True when it is new.</summary>
    public async Task<bool> OpenAsync(string id, string channel, string userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Conversations.AnyAsync(row => row.Id == id, cancellationToken))
            return false;
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        db.Conversations.Add(new ConversationRow { Id = id, Channel = channel, UserId = userId, State = JsonSerializer.Serialize(ConversationState.Fresh), CreatedAt = now, LastActiveAt = now });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException fault) when (fault.InnerException is SqliteException { SqliteErrorCode: ConstraintViolated })
        {
            return false;
        }
    }

    public async Task<bool> ExistsAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Conversations.AnyAsync(row => row.Id == id, cancellationToken);
    }

    /// <summary>Says the welcome unless it was said. The activities that were added.</summary>
    public Task<IReadOnlyList<LoggedActivity>> WelcomeAsync(string id, Func<JsonObject> welcome, CancellationToken cancellationToken) =>
        AppendAsync(id, visitor: null, clientActivityId: null, conversation =>
        {
            if (conversation.Welcomed)
                return [];
            conversation.Welcomed = true;
            return [welcome()];
        }, cancellationToken);

    /// <summary>
    /// Adds the visitor's activity and what the bot says to it. An activity whose <paramref name="clientActivityId"/> is
    /// there already is answered no second time; its first number comes back with nothing else.
    /// </summary>
    /// <returns>What was added: the visitor's activity first.</returns>
    public Task<IReadOnlyList<LoggedActivity>> ExchangeAsync(
        string id,
        JsonObject visitor,
        string? clientActivityId,
        Func<ConversationState, (IReadOnlyList<JsonObject> Replies, ConversationState State)> answer,
        CancellationToken cancellationToken) =>
        AppendAsync(id, visitor, clientActivityId, conversation =>
        {
            var (replies, state) = answer(StateOf(conversation));
            conversation.State = JsonSerializer.Serialize(state);
            return replies;
        }, cancellationToken);

    /// <summary>The activities after a watermark, oldest first.</summary>
    public async Task<IReadOnlyList<LoggedActivity>> AfterAsync(string id, int watermark, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Activities.Where(row => row.ConversationId == id && row.Number > watermark).OrderBy(row => row.Number).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new LoggedActivity(row.Number, JsonNode.Parse(row.Json)!.AsObject()))];
    }

    /// <summary>A task that ends when something is added to the conversation after this call.</summary>
    public Task NextAsync(string id) =>
        _waiters.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private async Task<IReadOnlyList<LoggedActivity>> AppendAsync(
        string id,
        JsonObject? visitor,
        string? clientActivityId,
        Func<ConversationRow, IReadOnlyList<JsonObject>> answer,
        CancellationToken cancellationToken)
    {
        var turnstile = _locks[(uint)id.GetHashCode(StringComparison.Ordinal) % Stripes];
        await turnstile.WaitAsync(cancellationToken);
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var conversation = await db.Conversations.SingleAsync(row => row.Id == id, cancellationToken);
            if (clientActivityId is not null
                && await db.Activities.SingleOrDefaultAsync(row => row.ConversationId == id && row.ClientActivityId == clientActivityId, cancellationToken) is { } known)
            {
                return [new LoggedActivity(known.Number, JsonNode.Parse(known.Json)!.AsObject())];
            }

            var number = await db.Activities.Where(row => row.ConversationId == id).MaxAsync(row => (int?)row.Number, cancellationToken) ?? 0;
            var added = new List<LoggedActivity>();
            if (visitor is not null)
                added.Add(Stamp(db, id, ++number, visitor, clientActivityId, replyTo: null));
            foreach (var reply in answer(conversation))
                added.Add(Stamp(db, id, ++number, reply, clientActivityId: null, added.Count > 0 ? added[0].Activity : null));
            conversation.LastActiveAt = clock.GetUtcNow().ToUnixTimeMilliseconds();

            // Once begun, the commit is not given up because the visitor went away.
            await db.SaveChangesAsync(CancellationToken.None);
            if (added.Count > 0 && _waiters.TryRemove(id, out var waiting))
                waiting.SetResult();
            return added;
        }
        finally
        {
            turnstile.Release();
        }
    }

    private LoggedActivity Stamp(ChatbotDb db, string id, int number, JsonObject activity, string? clientActivityId, JsonObject? replyTo)
    {
        var now = clock.GetUtcNow();
        activity["id"] = $"{id}|{number:0000000}";
        activity["timestamp"] = now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
        activity["conversation"] = new JsonObject { ["id"] = id };
        if (replyTo?["id"] is { } repliedTo)
            activity["replyToId"] = repliedTo.DeepClone();
        db.Activities.Add(new ActivityRow { ConversationId = id, Number = number, ClientActivityId = clientActivityId, Json = activity.ToJsonString(), At = now.ToUnixTimeMilliseconds() });
        return new LoggedActivity(number, activity);
    }

    private static ConversationState StateOf(ConversationRow row) => JsonSerializer.Deserialize<ConversationState>(row.State) ?? ConversationState.Fresh;
}
