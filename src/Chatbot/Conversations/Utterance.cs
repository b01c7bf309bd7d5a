using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chatbot.Conversations;

/// <summary>
/// Something the bot says, as the members of an activity that are the same to whoever hears it; who says it to whom, where
/// and when is put in front. It is kept as text: a reply of some kilobytes is written once and copied, not built for every
/// visitor.
/// </summary>
/// <param name="Members">JSON members without the braces around them, such as <c>"type":"message","text":"Hello"</c>. Never empty.</param>
internal sealed record Utterance(string Members)
{
    /// <summary>Stands in <see cref="Members"/> for the id that the activity will get.</summary>
    public const string OwnId = "urn:activity:own-id";

    private const string BotId = "clinic-assistant";
    private const string BotName = "Clinic assistant";
    private const string BotRole = "bot";

    /// <summary>What is written in front.</summary>
    private static readonly string[] Envelope = ["from", "recipient", "id", "timestamp", "conversation", "replyToId", "channelId", "serviceUrl"];

    /// <summary>These texts are sent as application/json and never put into HTML.</summary>
    public static JsonSerializerOptions Format { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Utterance Of(JsonObject activity)
    {
        var text = activity.ToJsonString(Format);
        return new Utterance(text[1..^1]);
    }

    /// <summary>The bot's words in a stored activity; null when it is a visitor's.</summary>
    public static Utterance? In(JsonObject activity)
    {
        if ((activity["from"] as JsonObject)?["role"] is not JsonValue role || !role.TryGetValue<string>(out var name) || !string.Equals(name, BotRole, StringComparison.Ordinal))
            return null;
        foreach (var member in Envelope)
            activity.Remove(member);
        return Of(activity);
    }

    /// <summary>The bot, as the sender of an activity.</summary>
    public static JsonObject Bot() => new() { ["id"] = BotId, ["name"] = BotName, ["role"] = BotRole };

    /// <summary>The whole activity. <paramref name="envelope"/> holds only members that stand in front: sender, receiver, ids, place and time.</summary>
    /// <param name="envelope">Not empty.</param>
    /// <param name="id">Takes the place of <see cref="OwnId"/>; plain ASCII.</param>
    public string With(JsonObject envelope, string id)
    {
        var front = envelope.ToJsonString(Format);
        return new StringBuilder(front, 0, front.Length - 1, front.Length + Members.Length + 1)
            .Append(',')
            .Append(Members.Replace(OwnId, id, StringComparison.Ordinal))
            .Append('}')
            .ToString();
    }
}
