using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chatbot.Conversations;

namespace Chatbot.Protocol;

/// <summary>
/// What a visitor thinks of a reply. It comes as an invoke <c>message/submitAction</c> (Teams, the Agents Playground), as a
/// messageReaction (Activity protocol 3.1), or as Web Chat's event; one form is kept: which reply, like or dislike, and the
/// reason. Nothing of the reply's or the visitor's message goes with it.
/// </summary>
/// <param name="Reaction"><see cref="Like"/> or <see cref="Dislike"/>.</param>
/// <param name="ReplyTo">Id of the reply, as the channel knows it; null when the client does not say.</param>
/// <param name="Reason">In the visitor's words, or one of the widget's to pick from; at most <see cref="MaxReasonChars"/>; null when there is none.</param>
internal sealed record Feedback(string Reaction, string? ReplyTo, string? Reason)
{
    public const string Like = "like";
    public const string Dislike = "dislike";
    public const int MaxReasonChars = 500;

    /// <summary>What the widget lets a visitor pick from (<c>reasons</c> in <c>src/widget/strings</c>): labels of ours, in which nobody says anything about themselves.</summary>
    internal static readonly FrozenSet<string> Labels = FrozenSet.Create(StringComparer.Ordinal, "not-my-question", "unclear", "too-long", "wrong", "other");

    private const string InvokeName = "message/submitAction";
    private const string WebChatEvent = "webchat:activity-status/feedback";
    private const int MaxIdChars = 512;

    /// <summary>A thumb that Web Chat draws beside a reply.</summary>
    public static JsonObject Action(string reaction) => new()
    {
        ["@type"] = string.Equals(reaction, Like, StringComparison.Ordinal) ? "LikeAction" : "DislikeAction",
        ["@id"] = $"{Utterance.OwnId}#{reaction}",
        ["actionStatus"] = "PotentialActionStatus",
    };

    /// <summary>The reason in a visitor's own words, in which somebody may be in danger; null for none and for one that was picked.</summary>
    public string? TypedReason => Reason is null || Labels.Contains(Reason) ? null : Reason;

    /// <summary>True when the activity means to be feedback, whether or not it can be read as such.</summary>
    public static bool IsIn(JsonObject activity) => ActivityJson.Text(activity, "type") switch
    {
        "messageReaction" => true,
        "invoke" => string.Equals(ActivityJson.Text(activity, "name"), InvokeName, StringComparison.Ordinal),
        "event" => string.Equals(ActivityJson.Text(activity, "name"), WebChatEvent, StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>Reads it; null when it holds no like or dislike, such as a reaction that was taken back.</summary>
    public static Feedback? Read(JsonObject activity)
    {
        var (reaction, replyTo, reason) = ActivityJson.Text(activity, "type") switch
        {
            "messageReaction" => (Word((activity["reactionsAdded"] as JsonArray)?.OfType<JsonObject>().Select(added => ActivityJson.Text(added, "type")).FirstOrDefault()), null, ActivityJson.Text(activity, "value", "reason")),
            "invoke" => (Word(ActivityJson.Text(activity, "value", "actionValue", "reaction")), null, ReasonOf((activity["value"] as JsonObject)?["actionValue"] as JsonObject)),
            _ => OfWebChat((activity["entities"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault()),
        };
        replyTo ??= ActivityJson.Text(activity, "replyToId");
        return reaction is null || replyTo?.Length > MaxIdChars ? null : new Feedback(reaction, replyTo, Short(reason));
    }

    /// <summary>What is kept of the activity: it is echoed to the sender, so type and client id stay.</summary>
    public JsonObject Kept(JsonObject activity)
    {
        var value = new JsonObject { ["reaction"] = Reaction };
        if (Reason is not null)
            value["reason"] = Reason;
        var kept = new JsonObject
        {
            ["type"] = ActivityJson.Text(activity, "type"),
            ["name"] = "feedback",
            ["from"] = activity["from"]?.DeepClone(),
            ["replyToId"] = ReplyTo,
            ["value"] = value,
        };
        if (ActivityJson.Text(activity, "channelData", "clientActivityID") is { } client)
            kept["channelData"] = new JsonObject { ["clientActivityID"] = client };
        return kept;
    }

    private static (string? Reaction, string? ReplyTo, string? Reason) OfWebChat(JsonObject? action)
    {
        if (action is null)
            return default;
        var reaction = ActivityJson.Text(action, "@type") switch
        {
            "LikeAction" => Like,
            "DislikeAction" => Dislike,
            _ => null,
        };

        // The id is the one of Action: the activity's, then the thumb's.
        var id = ActivityJson.Text(action, "@id") ?? "";
        var end = id.LastIndexOf('#');
        return (reaction, end > 0 ? id[..end] : null, null);
    }

    private static string? Word(string? reaction) => reaction switch
    {
        Like or "plusOne" or "heart" => Like,
        Dislike or "minusOne" or "sad" or "angry" => Dislike,
        _ => null,
    };

    /// <summary>Teams sends the reason as JSON within a string: <c>"{\"feedbackText\":\"…\"}"</c>; others send the object, or the text.</summary>
    private static string? ReasonOf(JsonObject? value)
    {
        if (value?["feedback"] is JsonObject given)
            return ActivityJson.Text(given, "feedbackText");
        if (value is null || ActivityJson.Text(value, "feedback") is not { Length: > 0 } text)
            return null;
        if (!text.StartsWith('{'))
            return text;
        try
        {
            return JsonNode.Parse(text) is JsonObject read ? ActivityJson.Text(read, "feedbackText") : null;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Short(string? reason)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Contains('\0', StringComparison.Ordinal))
            return null;
        reason = reason.Trim();
        var length = Math.Min(reason.Length, MaxReasonChars);
        return reason[..(length < reason.Length && char.IsHighSurrogate(reason[length - 1]) ? length - 1 : length)];
    }
}
