using Microsoft.Extensions.Options;

namespace Chatbot.Contact;

/// <summary>
/// Tells what was hardly typed by a person. Such a request is stored and flagged for staff, never refused, and its sender
/// is told nothing: a mistake costs nobody their request, and a program learns nothing.
/// </summary>
internal sealed class Suspicion(FormTicket tickets, IOptions<ContactOptions> options)
{
    public const string Honeypot = "honeypot";
    public const string TooFast = "too-fast";
    public const string NoTicket = "no-ticket";

    /// <summary>Null when nothing speaks for spam. Only the page always has a ticket; other doors may come without one.</summary>
    public string? Of(ContactSubmission submission, ContactDoor door)
    {
        if (!string.IsNullOrEmpty(submission.Website))
            return Honeypot;
        if (door == ContactDoor.Card || (door == ContactDoor.Api && submission.Ticket is null))
            return null;
        return tickets.AgeOf(submission.Ticket) is not { } age ? NoTicket : age < options.Value.MinimumFillTime ? TooFast : null;
    }
}
