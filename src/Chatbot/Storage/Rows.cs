namespace Chatbot.Storage;

/// <summary>Times are Unix milliseconds, UTC: SQLite and PostgreSQL sort them alike.</summary>
internal sealed class ConversationRow
{
    public required string Id { get; set; }

    /// <summary><c>directline</c> or the Bot Framework channel id.</summary>
    public required string Channel { get; set; }

    /// <summary>Server-made for Direct Line (<c>dl_…</c>), the channel's own otherwise.</summary>
    public required string UserId { get; set; }

    /// <summary>JSON of <see cref="Conversations.ConversationState"/>, unless its last activity has a newer one.</summary>
    public required string State { get; set; }

    public bool Welcomed { get; set; }

    public long CreatedAt { get; set; }

    /// <summary>At most <see cref="Conversations.ConversationLog.ActiveStep"/> before its last activity.</summary>
    public long LastActiveAt { get; set; }
}

/// <summary>One activity of a conversation, in order.</summary>
internal sealed class ActivityRow
{
    public long Sequence { get; set; }

    public required string ConversationId { get; set; }

    /// <summary>1, 2, 3 … within the conversation: the watermark after this activity.</summary>
    public int Number { get; set; }

    /// <summary>The visitor's activity's own idempotency key; null for the bot's.</summary>
    public string? ClientActivityId { get; set; }

    public required string Json { get; set; }

    public long At { get; set; }

    /// <summary>What the bot said to this activity, of the number after <see cref="Number"/>; null when it said nothing, or something that has a row of its own.</summary>
    public long? ReplyId { get; set; }

    /// <summary>JSON of the conversation's state after this activity and the reply to it; null in rows of earlier versions.</summary>
    public string? State { get; set; }
}

/// <summary>A reply that is the same to whoever gets it, stored once. Holds nothing of a visitor's.</summary>
internal sealed class SayingRow
{
    /// <summary><see cref="Conversations.Utterance.Key"/>.</summary>
    public long Id { get; set; }

    /// <summary><see cref="Conversations.Utterance.Members"/>.</summary>
    public required string Members { get; set; }

    /// <summary>When it was last said, to the day.</summary>
    public long SaidAt { get; set; }
}
