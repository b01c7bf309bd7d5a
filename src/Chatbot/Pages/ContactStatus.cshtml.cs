using System.Data.Common;
using Chatbot.Contact;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Chatbot.Pages;

/// <summary>How far a request is, by its reference; nothing personal.</summary>
internal sealed class ContactStatusModel(ContactDesk desk, ContactWords words) : PageModel
{
    public ContactWords Words => words;

    /// <summary>Null before anything was asked.</summary>
    public string? Answer { get; private set; }

    public async Task OnGetAsync([FromRoute] string? reference, [FromQuery(Name = "reference")] string? asked)
    {
        Response.Headers.CacheControl = "no-store";
        if ((reference ?? asked) is not { Length: > 0 } typed)
            return;
        try
        {
            Answer = await desk.StateAsync(typed, HttpContext.RequestAborted) switch
            {
                ContactState.Received => "Received: your request is stored and waits for the clinic.",
                ContactState.Notified => "The clinic was notified of your request and will read it.",
                ContactState.Retrying => "Received: your request is stored. Telling the clinic did not work yet and is being tried again.",
                ContactState.Read => "The clinic has read your request.",
                _ => Unknown(),
            };
        }
        catch (DbException)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Answer = "This cannot be looked up just now. Please try again in a moment.";
        }
    }

    private string Unknown()
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return "There is no request by this reference. Please compare it with the one you were shown; a request that was deleted is not found either.";
    }
}
