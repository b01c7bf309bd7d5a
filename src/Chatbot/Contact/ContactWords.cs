using Chatbot.Knowledge;
using Chatbot.Protocol;

namespace Chatbot.Contact;

/// <summary>The words around the form, so that every door shows the same ones.</summary>
internal sealed class ContactWords(Library library)
{
    public string Title => library.Replies.Say("contact.title");

    /// <summary>Not for emergencies, nobody watches it live, 988 and 911.</summary>
    public string Before => library.Replies.Say("contact.before");

    public string ReplyTime => library.Replies.Say("contact.reply-time", ("within", library.Clinic.ReplyWithin ?? ContactDesk.DefaultReplyWithin));

    /// <summary>Who reads it, why, how long it is kept, how to have it deleted.</summary>
    public string Privacy => ContactCard.Privacy(library);

    public string Consent => library.Replies.Say("contact.consent");

    public string AttachConversation => library.Replies.Say("contact.attach-conversation");

    public string AttachQuestions => library.Replies.Say("contact.attach-questions");

    public string After => library.Replies.Say("contact.after");

    public string Urgent => library.Replies.Say("contact.urgent");

    /// <summary>What somebody in danger sees whose request was not stored.</summary>
    public string UrgentNotStored => library.Replies.Say("crisis.self");

    public string Failed => library.Clinic.Phone is { } phone ? library.Replies.Say("contact.failed", ("phone", phone)) : library.Replies.Say("contact.failed-nophone");

    public string TooMany
    {
        get
        {
            const string words = "Many requests came in within the last hour, so this one was not stored. Please try again later";
            return library.Clinic.Phone is { } phone ? $"{words}, or call the clinic at {phone}." : $"{words}.";
        }
    }

    public string Sent(ContactOutcome.Stored stored) => library.Replies.Say("contact.sent", ("reference", stored.Reference), ("within", stored.ReplyWithin));
}
