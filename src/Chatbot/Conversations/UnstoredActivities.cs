using System.Text.Json.Nodes;
using Microsoft.Extensions.Caching.Memory;

namespace Chatbot.Conversations;

/// <summary>
/// Activities that had to reach a visitor while storage was down: in memory only, for half an hour after the last look.
/// </summary>
internal sealed class UnstoredActivities(TimeProvider clock) : IDisposable
{
    private const int MaxConversations = 1000;
    private const int MaxActivities = 100;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(30);

    private readonly MemoryCache _conversations = new(new MemoryCacheOptions { SizeLimit = MaxConversations });
    private readonly Lock _gate = new();
    private long _last;

    public bool Knows(string conversation) => Of(conversation).Length > 0;

    /// <summary>Numbers are Unix milliseconds made unique, so that they go on growing over a restart and no watermark hides a later one.</summary>
    public IReadOnlyList<LoggedActivity> Add(string conversation, JsonObject? visitor, string? clientActivityId, IReadOnlyList<JsonObject> replies)
    {
        lock (_gate)
        {
            var added = new List<Entry>();
            if (visitor is not null)
                added.Add(Stamp(conversation, visitor, clientActivityId, replyTo: null));
            foreach (var reply in replies)
                added.Add(Stamp(conversation, reply, clientActivityId: null, visitor));
            _conversations.Set(conversation, Of(conversation).Concat(added).TakeLast(MaxActivities).ToArray(), new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Kept });
            return [.. added.Select(Read)];
        }
    }

    public IReadOnlyList<LoggedActivity> After(string conversation, long number) => [.. Of(conversation).Where(entry => entry.Number > number).Select(Read)];

    /// <summary>The activity with this client activity id and the replies to it; empty when there is none.</summary>
    public IReadOnlyList<LoggedActivity> Find(string conversation, string? clientActivityId)
    {
        if (clientActivityId is null)
            return [];
        var known = Of(conversation);
        var first = Array.FindIndex(known, entry => string.Equals(entry.ClientActivityId, clientActivityId, StringComparison.Ordinal));
        if (first < 0)
            return [];
        var visitor = Read(known[first]);
        return [visitor, .. known.Skip(first + 1).Select(Read).TakeWhile(logged => ConversationLog.IsReplyTo(logged.Activity, visitor.Activity))];
    }

    public void Dispose() => _conversations.Dispose();

    private Entry[] Of(string conversation) => _conversations.TryGetValue<Entry[]>(conversation, out var known) ? known! : [];

    private Entry Stamp(string conversation, JsonObject activity, string? clientActivityId, JsonObject? replyTo)
    {
        var now = clock.GetUtcNow();
        _last = Math.Max(_last + 1, now.ToUnixTimeMilliseconds());
        ConversationLog.Stamp(activity, conversation, $"u{_last}", now, replyTo);
        return new Entry(_last, clientActivityId, activity.ToJsonString());
    }

    private static LoggedActivity Read(Entry entry) => new(entry.Number, entry.Number, JsonNode.Parse(entry.Json)!.AsObject());

    /// <summary>As text: JSON nodes are not safe to share between threads and belong to one parent only.</summary>
    private sealed record Entry(long Number, string? ClientActivityId, string Json);
}
