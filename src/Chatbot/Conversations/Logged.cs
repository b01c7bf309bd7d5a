namespace Chatbot.Conversations;

/// <summary>Whose conversation it is. Enough to open it where it is not known yet.</summary>
internal sealed record ConversationKey(string Id, string Channel, string User);

/// <summary>What the bot says to an activity. <paramref name="MustArrive"/>: it reaches the visitor even if it cannot be stored.</summary>
internal sealed record Said(IReadOnlyList<Utterance> Replies, ConversationState State, bool MustArrive);

/// <summary>Activities after a watermark, oldest first, and the watermark after them.</summary>
internal sealed record ActivityBatch(IReadOnlyList<LoggedActivity> Activities, Watermark Watermark);

/// <summary>What became of an activity. A closed set.</summary>
internal abstract record Logged
{
    private Logged()
    {
    }

    /// <summary>It is committed, the visitor's activity first, the replies after it. <paramref name="Opened"/> is true when the conversation began with it.</summary>
    internal sealed record Stored(IReadOnlyList<LoggedActivity> Activities, bool Opened) : Logged;

    /// <summary>It was there before; nothing was added. The same activities as the first time.</summary>
    internal sealed record AlreadyThere(IReadOnlyList<LoggedActivity> Activities) : Logged;

    /// <summary>Storage is down, and the reply had to arrive: it is in memory and reaches every listener.</summary>
    internal sealed record Unstored(IReadOnlyList<LoggedActivity> Activities) : Logged;

    /// <summary>Storage is down and nothing was said. The sender may try again with the same id.</summary>
    internal sealed record Unavailable : Logged;
}
