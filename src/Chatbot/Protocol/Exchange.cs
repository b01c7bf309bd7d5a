using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Chatbot.Answering;
using Chatbot.Contact;
using Chatbot.Conversations;
using Chatbot.Knowledge;

namespace Chatbot.Protocol;

/// <summary>What became of a visitor's activity, and on request why the bot said what it said.</summary>
/// <param name="Logged">What was stored and said.</param>
/// <param name="Why">A trace activity for staff; null unless asked for, and for what was no question.</param>
internal sealed record Taken(Logged Logged, Utterance? Why = null);

/// <summary>
/// What both channels do with a visitor's activity: text is a turn, a submitted contact card is a contact request, a
/// thumb is feedback, a conversationUpdate is welcomed, and an event is only kept.
/// </summary>
internal sealed class Exchange(Turn turn, ConversationLog log, ContactDesk contact, ReplyActivity render, WhyTrace why, Library library)
{
    /// <summary>
    /// Takes one activity. Urgent replies, and what became of a contact request, arrive even if the conversation cannot be
    /// stored.
    /// </summary>
    /// <param name="conversation">Whose conversation it is.</param>
    /// <param name="activity">The visitor's activity; is changed.</param>
    /// <param name="clientActivityId">The sender's own id for it: the same one is answered once.</param>
    /// <param name="site">Origin for links, as <see cref="ReplyActivity.Of"/> takes it.</param>
    /// <param name="explain">True adds <see cref="Taken.Why"/>.</param>
    /// <param name="cancellationToken">Ends the wait, not a commit that was begun.</param>
    public async Task<Taken> TakeAsync(ConversationKey conversation, JsonObject activity, string? clientActivityId, string site, bool explain, CancellationToken cancellationToken)
    {
        if (!string.Equals(ActivityJson.Text(activity, "type"), "message", StringComparison.Ordinal))
            return new Taken(await log.ExchangeAsync(conversation, activity, clientActivityId, state => new Said([], state, MustArrive: false), cancellationToken));
        var text = ActivityJson.Text(activity, "text") ?? "";
        if (text.Length == 0 && ContactCard.SubmittedBy(activity) is { } value)
        {
            var said = Say(await contact.SubmitAsync(Submission(value, conversation), ContactDoor.Card, cancellationToken));

            // What was typed into the form is sealed in the contact request; the conversation keeps none of it.
            activity.Remove("value");
            return new Taken(await log.ExchangeAsync(conversation, activity, clientActivityId, state => new Said([render.Own(said, site)], state, MustArrive: true), cancellationToken));
        }

        Utterance? trace = null;
        var logged = await log.ExchangeAsync(conversation, activity, clientActivityId, state =>
        {
            var outcome = turn.Take(state, text);
            if (explain)
                trace = why.Of(state, text, outcome.Reply);
            return new Said([render.Of(outcome.Reply, site)], outcome.State, outcome.Reply.Pinned);
        }, cancellationToken);
        return new Taken(logged, trace);
    }

    /// <summary>Keeps a rating of a reply. A reason in which somebody is in danger is answered as such a message is.</summary>
    public Task<Logged> RateAsync(ConversationKey conversation, JsonObject activity, Feedback feedback, string? clientActivityId, string site, CancellationToken cancellationToken) =>
        log.ExchangeAsync(conversation, feedback.Kept(activity), clientActivityId, state =>
        {
            var urgent = feedback.TypedReason is { } reason && turn.Take(state, reason) is { Reply.Pinned: true } outcome ? outcome : null;
            return urgent is null
                ? new Said([], state, MustArrive: false)
                : new Said([render.Of(urgent.Reply, site)], urgent.State, MustArrive: true);
        }, cancellationToken);

    public Task<Logged> WelcomeAsync(ConversationKey conversation, string site, CancellationToken cancellationToken) =>
        log.WelcomeAsync(conversation, () => render.Of(turn.Welcome(), site), cancellationToken);

    private Reply Say(ContactOutcome outcome) => outcome switch
    {
        ContactOutcome.Stored stored => new Reply
        {
            Kind = stored.Urgent ? ReplyKind.Crisis : ReplyKind.SmallTalk,
            Rule = "contact:stored",
            Parts =
            [
                .. stored.Urgent ? new[] { Words("contact.urgent") } : [],
                Words("contact.sent", ("reference", stored.Reference), ("within", stored.ReplyWithin)),
                Words("contact.after"),
            ],
        },
        ContactOutcome.Invalid invalid => new Reply
        {
            Kind = ReplyKind.SmallTalk,
            Rule = "contact:invalid",
            Parts = [.. invalid.Errors.Values.SelectMany(errors => errors).Select(error => new FixedWords("contact.error", error)), Words("help.footer")],
            ContactForm = true,
        },
        _ => new Reply
        {
            Kind = ReplyKind.SmallTalk,
            Rule = "contact:unavailable",
            Parts = [library.Clinic.Phone is { } phone ? Words("contact.failed", ("phone", phone)) : Words("contact.failed-nophone"), Words("help.footer")],
            ContactForm = true,
        },
    };

    private static ContactSubmission Submission(JsonObject value, ConversationKey conversation) => new()
    {
        IdempotencyKey = CardKey(value, conversation),
        Name = ActivityJson.Text(value, "name"),
        Email = ActivityJson.Text(value, "email"),
        Phone = ActivityJson.Text(value, "phone"),
        PreferredTime = ActivityJson.Text(value, "preferredTime"),
        Topic = ActivityJson.Text(value, "topic"),
        Message = ActivityJson.Text(value, "message"),
        Consent = Ticked(value, "consent"),
        Conversation = conversation.Id,
        AttachConversation = Ticked(value, "attachConversation"),
        AttachQuestions = Ticked(value, "attachQuestions"),
    };

    /// <summary>
    /// A card's own key is only told apart from others of its conversation (channels count activities from one), and in a group
    /// several people may fill in the same card.
    /// </summary>
    private static string? CardKey(JsonObject value, ConversationKey conversation) =>
        ActivityJson.Text(value, "idempotencyKey") is { Length: > 0 } key
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{conversation.Id}\0{conversation.User}\0{key}")))
            : null;

    /// <summary>A toggle comes back as text from most clients and as a boolean from some.</summary>
    private static bool Ticked(JsonObject value, string name) =>
        ActivityJson.Text(value, name) is "true" || value[name] is JsonValue flag && flag.TryGetValue<bool>(out var ticked) && ticked;

    private FixedWords Words(string id, params ReadOnlySpan<(string Name, string Value)> values) => new(id, library.Replies.Say(id, values));
}
