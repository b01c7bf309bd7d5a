namespace Chatbot.Conversations;

/// <summary>Where a conversation stands: what is needed to add to it. Immutable; the next one takes its place once it is committed.</summary>
internal sealed record ConversationHead
{
    /// <summary>The conversation is in the database.</summary>
    public required bool Opened { get; init; }

    public required bool Welcomed { get; init; }

    /// <summary>Number of its last activity; 0 when there is none.</summary>
    public required int Number { get; init; }

    public required ConversationState State { get; init; }

    /// <summary>Unix milliseconds, as the database has it: it is moved on when it is an hour old.</summary>
    public required long LastActiveAt { get; init; }

    public static ConversationHead Unknown { get; } = new() { Opened = false, Welcomed = false, Number = 0, State = ConversationState.Fresh, LastActiveAt = 0 };
}

/// <summary>
/// A conversation that goes on: its head, and by their hashes the client activity ids that it holds. Nothing in the database
/// looks for one that comes twice, and nothing need: another process that added to the conversation took the next number, so
/// that this one's commit fails and all of it is read anew.
/// </summary>
/// <param name="Head">Where it stands.</param>
/// <param name="ClientActivityIds">Hashes, so one that is here may still be new: then the database is asked. Changed by who holds the conversation's turnstile.</param>
/// <param name="Last">What was added last by this process, as it was told; empty when nothing was since it was opened.</param>
internal sealed record OpenConversation(ConversationHead Head, HashSet<int> ClientActivityIds, IReadOnlyList<LoggedActivity> Last)
{
    public bool MayHold(string? clientActivityId) => clientActivityId is not null && ClientActivityIds.Contains(HashOf(clientActivityId));

    /// <summary>The same, once an exchange is committed.</summary>
    public OpenConversation With(ConversationHead after, string? clientActivityId, IReadOnlyList<LoggedActivity> added)
    {
        if (clientActivityId is not null)
            ClientActivityIds.Add(HashOf(clientActivityId));
        return this with { Head = after, Last = added.Count > 0 ? added : Last };
    }

    /// <summary>What comes after a watermark, if the last addition is all of it that this process knows of; null when the database has to be asked.</summary>
    public IReadOnlyList<LoggedActivity>? After(long watermark) =>
        Last.Count > 0 && Last[0].Number <= watermark + 1 && Last[^1].Number > watermark ? [.. Last.Where(activity => activity.Number > watermark)] : null;

    /// <summary>
    /// The same, once staff have erased it while its visitor goes on: nothing that was said is remembered, and the numbers go
    /// on, because a client that has watermark 6 asks for what comes after 6.
    /// </summary>
    public OpenConversation Anew() => new(Head with { Opened = false, State = ConversationState.Fresh, LastActiveAt = 0 }, [], []);

    public static int HashOf(string clientActivityId) => string.GetHashCode(clientActivityId, StringComparison.Ordinal);
}

/// <summary>One exchange to be committed as a whole: the head after it, and its activities in order, the visitor's first.</summary>
/// <param name="Key">Whose conversation.</param>
/// <param name="Before">The head that it goes on from.</param>
/// <param name="After">The head once it is committed.</param>
/// <param name="Activities">May be empty: then only the head changes, and not its state.</param>
/// <param name="ClientActivityId">The first activity's own id, which may be there only once.</param>
/// <param name="At">Unix milliseconds.</param>
internal sealed record ExchangeToStore(ConversationKey Key, ConversationHead Before, ConversationHead After, IReadOnlyList<LoggedActivity> Activities, string? ClientActivityId, long At);
