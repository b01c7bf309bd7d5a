using Chatbot.Contact;
using Chatbot.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Chatbot.Pages;

/// <summary>All requests for staff, urgent ones first; nothing is opened here.</summary>
[Authorize]
internal sealed class StaffInboxModel(ContactInbox inbox, Outbox outbox) : PageModel
{
    private const int MostListed = 500;
    private static readonly TimeSpan Delayed = TimeSpan.FromMinutes(5);

    public IReadOnlyList<(string Title, IReadOnlyList<ContactListing> Listings)> Groups { get; private set; } = [];

    /// <summary>What staff should know about notices and storage.</summary>
    public string? Warning { get; private set; }

    public async Task OnGetAsync()
    {
        try
        {
            var listings = await inbox.ListAsync(MostListed, HttpContext.RequestAborted);
            Groups =
            [
                ("Waiting", [.. listings.Where(listing => listing.HandledAt is null && (listing.Suspicion is null || listing.Urgent))]),
                ("May be spam", [.. listings.Where(listing => listing.HandledAt is null && listing.Suspicion is not null && !listing.Urgent)]),
                ("Handled", [.. listings.Where(listing => listing.HandledAt is not null)]),
            ];
            var standing = await outbox.StandingAsync(HttpContext.RequestAborted);
            if (standing.Dead > 0)
                Warning = $"{standing.Dead} notices to staff could not be delivered and were given up: look here yourselves, and have an operator run 'outbox list'.";
            else if (standing.OldestUnsent > Delayed)
                Warning = "Notices to staff are delayed: look here yourselves until they arrive again.";
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Warning = "The requests cannot be read just now. Please try again in a moment; if it stays so, tell an operator.";
        }
    }

    public static string StateOf(ContactListing listing)
    {
        var state = listing.HandledBy is { } by ? $"handled by {by}" : listing.State;
        return listing.Suspicion is { } why ? $"{state}; may be spam ({why})" : state;
    }
}
