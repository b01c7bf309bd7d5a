using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json.Nodes;
using Chatbot.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Chatbot.Conversations;

/// <summary>
/// The conversations and their activities, in order. A visitor's activity, the bot's replies and the new state are
/// committed together, and only then told to anybody: after a crash there is all of it or nothing. Where storage is down,
/// a reply that must arrive is handed on from memory and nothing else is said.
/// </summary>
internal sealed class ConversationLog(IDbContextFactory<ChatbotDb> databases, TimeProvider clock, ILogger<ConversationLog> log) : IAsyncDisposable
{
    /// <summary>Most activities of one read; a client goes on from the watermark that it got.</summary>
    public const int MaxBatch = 200;

    /// <summary>When a conversation was last active is stored this exactly, so that not every message writes it anew.</summary>
    public static readonly TimeSpan ActiveStep = TimeSpan.FromHours(1);

    private const int Stripes = 1024;
    private const int Attempts = 3;
    private const int MaxOpen = 20_000;
    private const int MaxReaders = 16;
    private static readonly MemoryCacheEntryOptions Kept = new() { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(30) };

    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1, 1))];
    private readonly UnstoredActivities _unstored = new(clock);
    private readonly GroupCommit _commits = new(databases);
    private readonly ConcurrentBag<ConversationTables> _readers = [];

    /// <summary>Conversations that go on. One that another process has moved on is found out at the commit.</summary>
    private readonly MemoryCache _open = new(new MemoryCacheOptions { SizeLimit = MaxOpen });

    public Listeners Listeners { get; } = new();

    /// <summary>True for a conversation that was begun. While storage is down every one counts as begun: the caller's token is checked by then.</summary>
    public async Task<bool> ExistsAsync(string id, CancellationToken cancellationToken)
    {
        if (_unstored.Knows(id) || _open.Get<OpenConversation>(id) is { Head.Opened: true })
            return true;
        try
        {
            return await ReadAsync(tables => tables.Head(id).Opened, cancellationToken);
        }
        catch (DbException fault)
        {
            Report(fault);
            return true;
        }
    }

    /// <summary>Opens the conversation, new or known, and says the welcome unless it was said.</summary>
    public Task<Logged> WelcomeAsync(ConversationKey key, Func<Utterance> welcome, CancellationToken cancellationToken) =>
        AppendAsync(
            key,
            visitor: null,
            clientActivityId: null,
            head => new Said(head.Welcomed || _unstored.Knows(key.Id) ? [] : [welcome()], head.State, MustArrive: true),
            cancellationToken);

    /// <summary>
    /// Adds the visitor's activity and what the bot says to it. An activity whose <paramref name="clientActivityId"/> is
    /// there already is answered no second time.
    /// </summary>
    public Task<Logged> ExchangeAsync(ConversationKey key, JsonObject visitor, string? clientActivityId, Func<ConversationState, Said> answer, CancellationToken cancellationToken) =>
        AppendAsync(key, visitor, clientActivityId, head => answer(head.State), cancellationToken);

    /// <summary>At most <see cref="MaxBatch"/> activities after a watermark; while storage is down, only those that could not be stored.</summary>
    public async Task<ActivityBatch> AfterAsync(string id, Watermark watermark, CancellationToken cancellationToken)
    {
        var unstored = _unstored.After(id, watermark.Unstored);
        IReadOnlyList<LoggedActivity> stored = [];
        try
        {
            // Who listens wants the exchange that was committed a moment ago. Who has that already may miss what another process added.
            stored = _open.Get<OpenConversation>(id)?.After(watermark.Stored)
                ?? await ReadAsync(tables => tables.After(id, watermark.Stored, MaxBatch), cancellationToken);
        }
        catch (DbException fault)
        {
            // The official client stops polling for good on anything but 200, 403 and 404: it gets nothing new, and asks again.
            Report(fault);
        }

        return new ActivityBatch(
            unstored.Count == 0 ? stored : [.. stored.Concat(unstored).OrderBy(logged => logged.At)],
            new Watermark(stored.Count > 0 ? (int)stored[^1].Number : watermark.Stored, unstored.Count > 0 ? unstored[^1].Number : watermark.Unstored));
    }

    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync();
        while (_readers.TryTake(out var tables))
            tables.Dispose();
        _unstored.Dispose();
        _open.Dispose();
        foreach (var turnstile in _locks)
            turnstile.Dispose();
    }

    /// <summary>The id of a stored activity: the conversation's and seven digits.</summary>
    internal static string IdOf(string conversation, long number) => $"{conversation}|{number:0000000}";

    /// <summary>The visitor's activity, if there is one, and the replies to it, each with its id, time and place. The visitor's is changed.</summary>
    internal static IReadOnlyList<LoggedActivity> Stamp(string conversation, JsonObject? visitor, IReadOnlyList<Utterance> replies, DateTimeOffset now, Func<(long Number, string Id)> next)
    {
        var at = now.ToUnixTimeMilliseconds();
        var stamped = new List<LoggedActivity>(replies.Count + 1);
        string? visitorId = null;
        if (visitor is not null)
        {
            var (number, id) = next();
            visitorId = id;
            visitor["id"] = id;
            visitor["timestamp"] = LoggedActivity.TimeText(at);
            visitor["conversation"] = new JsonObject { ["id"] = conversation };
            stamped.Add(LoggedActivity.OfVisitor(number, at, id, visitor.ToJsonString(Utterance.Format)));
        }

        foreach (var reply in replies)
        {
            var (number, id) = next();
            stamped.Add(LoggedActivity.OfBot(number, at, id, conversation, reply, visitorId));
        }

        return stamped;
    }

    /// <summary>One at a time in each conversation.</summary>
    private async Task<Logged> AppendAsync(ConversationKey key, JsonObject? visitor, string? clientActivityId, Func<ConversationHead, Said> answer, CancellationToken cancellationToken)
    {
        var turnstile = _locks[(uint)key.Id.GetHashCode(StringComparison.Ordinal) % Stripes];
        await turnstile.WaitAsync(cancellationToken);
        try
        {
            if (_unstored.Find(key.Id, clientActivityId) is { Count: > 0 } known)
                return new Logged.AlreadyThere(known);
            var logged = await TryStoreAsync(key, visitor, clientActivityId, answer);
            if (logged is Logged.Stored { Activities.Count: > 0 } or Logged.Unstored { Activities.Count: > 0 })
                Listeners.Tell(key.Id);
            return logged;
        }
        finally
        {
            turnstile.Release();
        }
    }

    /// <summary>Once begun, nothing is given up because the visitor went away.</summary>
    private async Task<Logged> TryStoreAsync(ConversationKey key, JsonObject? visitor, string? clientActivityId, Func<ConversationHead, Said> answer)
    {
        Said? said = null;
        OpenConversation? erased = null;
        try
        {
            for (var attempt = 1; attempt <= Attempts; attempt++)
            {
                var open = _open.Get<OpenConversation>(key.Id) ?? await ReadAsync(tables => Open(tables, key.Id), CancellationToken.None);
                if (erased is not null && !open.Head.Opened)
                    open = erased.Anew();
                if (open.MayHold(clientActivityId) && await ReadAsync(tables => Known(tables, key.Id, clientActivityId!), CancellationToken.None) is { } known)
                    return known;
                said = answer(open.Head);
                if (await StoreAsync(key, open, visitor, clientActivityId, said) is { } stored)
                    return stored;

                // Another process has added to it, perhaps the same activity, or staff have erased it. Look again.
                _open.Remove(key.Id);
                erased = open.Head.Opened ? open : null;
            }
        }
        catch (DbException fault)
        {
            _open.Remove(key.Id);
            Report(fault);
            said ??= answer(ConversationHead.Unknown);
        }

        return said is { MustArrive: true }
            ? new Logged.Unstored(_unstored.Add(key.Id, visitor, clientActivityId, said.Replies))
            : new Logged.Unavailable();
    }

    /// <summary>Null when the conversation stands elsewhere by now.</summary>
    private async Task<Logged?> StoreAsync(ConversationKey key, OpenConversation open, JsonObject? visitor, string? clientActivityId, Said said)
    {
        var now = clock.GetUtcNow();
        var head = open.Head;
        long number = head.Number;
        var activities = Stamp(key.Id, visitor, said.Replies, now, () => (++number, IdOf(key.Id, number)));
        var at = now.ToUnixTimeMilliseconds();
        var after = new ConversationHead
        {
            Opened = true,
            Welcomed = head.Welcomed || visitor is null,
            Number = (int)number,
            State = said.State,
            LastActiveAt = activities.Count > 0 && Math.Abs(at - head.LastActiveAt) >= ActiveStep.TotalMilliseconds ? at : head.LastActiveAt,
        };
        if (after != head && !await _commits.StoreAsync(new ExchangeToStore(key, head, after, activities, clientActivityId, at)))
            return null;
        _open.Set(key.Id, open.With(after, clientActivityId, activities), Kept);
        return new Logged.Stored(activities, Opened: !head.Opened);
    }

    private static OpenConversation Open(ConversationTables tables, string id)
    {
        var head = tables.Head(id);
        return new OpenConversation(head, head.Opened ? [.. tables.ClientActivityIds(id).Select(OpenConversation.HashOf)] : [], []);
    }

    private static Logged.AlreadyThere? Known(ConversationTables tables, string id, string clientActivityId)
    {
        if (tables.Find(id, clientActivityId) is not { } number)
            return null;
        var activities = tables.After(id, number - 1, MaxBatch);
        return new Logged.AlreadyThere([activities[0], .. activities.Skip(1).TakeWhile(logged => logged.IsReplyTo(activities[0].Id))]);
    }

    /// <summary>Reads over a connection of its own; one that failed is not used again.</summary>
    private async Task<T> ReadAsync<T>(Func<ConversationTables, T> read, CancellationToken cancellationToken)
    {
        if (!_readers.TryTake(out var tables))
            tables = await ConversationTables.OpenAsync(databases, cancellationToken);
        T result;
        try
        {
            result = read(tables);
        }
        catch
        {
            tables.Dispose();
            throw;
        }

        if (_readers.Count < MaxReaders)
            _readers.Add(tables);
        else
            tables.Dispose();
        return result;
    }

    private void Report(Exception fault) =>
        log.LogError("Conversations cannot be stored: {FaultType} {SqliteCode}", fault.GetType().Name, (fault as SqliteException)?.SqliteErrorCode);
}
