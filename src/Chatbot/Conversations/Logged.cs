using System.Text.Json.Nodes;

namespace Chatbot.Conversations;

/// <summary>An activity with its place in the conversation. <paramref name="At"/> is Unix milliseconds.</summary>
/// <param name="Number">1, 2, 3 … within the conversation.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Id">The activity's id, as clients see it.</param>
/// <param name="Json">The whole activity: clients get this text as it is.</param>
/// <param name="Fresh">What the bot just said, before it was stamped; null for anything else and for what was read back.</param>
internal sealed record LoggedActivity(long Number, long At, string Id, string Json, Utterance? Fresh = null)
{
    /// <summary>Reads the text anew at each call, so that nobody changes what somebody else holds.</summary>
    public JsonObject Parse() => JsonNode.Parse(Json)!.AsObject();

    /// <summary>What the bot said; null for a visitor's activity.</summary>
    public Utterance? Said => Fresh ?? Utterance.In(Parse());
}

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
