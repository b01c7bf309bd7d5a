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
    public IReadOnlyList<LoggedActivity> Add(string conversation, JsonObject? visitor, string? clientActivityId, IReadOnlyList<Utterance> replies)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var added = ConversationLog.Stamp(conversation, visitor, replies, now, () =>
            {
                _last = Math.Max(_last + 1, now.ToUnixTimeMilliseconds());
                return (_last, $"{conversation}|u{_last}");
            });
            var entries = added.Select((activity, i) => new Entry(activity, i == 0 && visitor is not null ? clientActivityId : null));
            _conversations.Set(conversation, Of(conversation).Concat(entries).TakeLast(MaxActivities).ToArray(), new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Kept });
            return added;
        }
    }

    public IReadOnlyList<LoggedActivity> After(string conversation, long number) => [.. Of(conversation).Select(entry => entry.Activity).Where(activity => activity.Number > number)];

    /// <summary>The activity with this client activity id and the replies to it; empty when there is none.</summary>
    public IReadOnlyList<LoggedActivity> Find(string conversation, string? clientActivityId)
    {
        if (clientActivityId is null)
            return [];
        var known = Of(conversation);
        var first = Array.FindIndex(known, entry => string.Equals(entry.ClientActivityId, clientActivityId, StringComparison.Ordinal));
        if (first < 0)
            return [];
        var visitor = known[first].Activity;
        return [visitor, .. known.Skip(first + 1).Select(entry => entry.Activity).TakeWhile(activity => activity.IsReplyTo(visitor.Id))];
    }

    public void Dispose() => _conversations.Dispose();

    private Entry[] Of(string conversation) => _conversations.TryGetValue<Entry[]>(conversation, out var known) ? known! : [];

    private sealed record Entry(LoggedActivity Activity, string? ClientActivityId);
}
