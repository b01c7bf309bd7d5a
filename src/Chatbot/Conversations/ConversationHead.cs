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

    public static ConversationHead Unknown { get; } = new() { Opened = false, Welcomed = false, Number = 0, State = ConversationState.Fresh };
}

/// <summary>One exchange to be committed as a whole: the head after it, and its activities in order, the visitor's first.</summary>
/// <param name="Key">Whose conversation.</param>
/// <param name="Opens">True when the conversation is to be made.</param>
/// <param name="After">The head once it is committed.</param>
/// <param name="Activities">May be empty: then only the head changes.</param>
/// <param name="ClientActivityId">The first activity's own id, which may be there only once.</param>
/// <param name="At">Unix milliseconds.</param>
internal sealed record ExchangeToStore(ConversationKey Key, bool Opens, ConversationHead After, IReadOnlyList<LoggedActivity> Activities, string? ClientActivityId, long At);
