using System.Text.Json.Nodes;
using Chatbot.Conversations;
using Chatbot.Knowledge;

namespace Chatbot.Protocol;

/// <summary>The contact form as an Adaptive Card 1.5; its submit comes back as a message with <c>value.form == "contact"</c>.</summary>
internal static class ContactCard
{
    public const string FormName = "contact";

    /// <summary>
    /// The key of a card is the id of the reply that it came with, so that a submit that is repeated is stored once. The same
    /// text goes to everybody who asks the same: no other key in it could be one visitor's own.
    /// </summary>
    public static JsonObject Of(Library library) => new()
    {
        ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
        ["type"] = "AdaptiveCard",
        ["version"] = "1.5",
        ["body"] = new JsonArray(
            Words(library.Replies.Say("contact.title"), "Bolder"),
            Words(library.Replies.Say("contact.before")),
            Input("name", "What should we call you?", isRequired: true, maxLength: 100),
            Input("email", "E-mail", isRequired: false, maxLength: 200),
            Input("phone", "Phone (one of the two is enough)", isRequired: false, maxLength: 40),
            Input("preferredTime", "When may we reach you?", isRequired: false, maxLength: 100),
            Input("topic", "What is it about?", isRequired: false, maxLength: 100),
            Input("message", "Your message", isRequired: false, maxLength: 1000, multiline: true),
            Toggle("attachConversation", library.Replies.Say("contact.attach-conversation")),
            Toggle("attachQuestions", library.Replies.Say("contact.attach-questions")),
            Toggle("consent", library.Replies.Say("contact.consent")),
            Words(Privacy(library)),
            Words(library.Replies.Say("contact.reply-time", ("within", library.Clinic.ReplyWithin ?? "a few business days")))),
        ["actions"] = new JsonArray(new JsonObject
        {
            ["type"] = "Action.Submit",
            ["title"] = "Send",
            ["data"] = new JsonObject { ["form"] = FormName, ["idempotencyKey"] = Utterance.OwnId },
        }),
    };

    /// <summary>The fields of a submitted form; null when the activity is no submit of this form.</summary>
    public static JsonObject? SubmittedBy(JsonObject activity) =>
        activity["value"] is JsonObject value && string.Equals(ActivityJson.Text(value, "form"), FormName, StringComparison.Ordinal) ? value : null;

    /// <summary>Who reads a request and how long it is kept.</summary>
    public static string Privacy(Library library) => library.Replies.Say(
        "contact.privacy",
        ("readers", library.Clinic.ContactReaders ?? "the clinic's staff"),
        ("days", $"{library.Clinic.RetentionDays ?? 90}"));

    private static JsonObject Words(string text, string weight = "Default") => new() { ["type"] = "TextBlock", ["text"] = text, ["wrap"] = true, ["weight"] = weight };

    /// <summary>Off until the visitor ticks it.</summary>
    private static JsonObject Toggle(string id, string title) => new() { ["type"] = "Input.Toggle", ["id"] = id, ["title"] = title, ["value"] = "false", ["valueOn"] = "true", ["valueOff"] = "false", ["wrap"] = true };

    private static JsonObject Input(string id, string label, bool isRequired, int maxLength, bool multiline = false) => new()
    {
        ["type"] = "Input.Text",
        ["id"] = id,
        ["label"] = label,
        ["isRequired"] = isRequired,
        ["errorMessage"] = "Please fill this in.",
        ["maxLength"] = maxLength,
        ["isMultiline"] = multiline,
    };
}
