namespace Chatbot.Storage;

/// <summary>Times are Unix milliseconds, UTC: SQLite and PostgreSQL sort them alike.</summary>
internal sealed class ConversationRow
{
    public required string Id { get; set; }

    /// <summary><c>directline</c> or the Bot Framework channel id.</summary>
    public required string Channel { get; set; }

    /// <summary>Server-made for Direct Line (<c>dl_…</c>), the channel's own otherwise.</summary>
    public required string UserId { get; set; }

    /// <summary>JSON of <see cref="Conversations.ConversationState"/>.</summary>
    public required string State { get; set; }

    public bool Welcomed { get; set; }

    public long CreatedAt { get; set; }

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
}
