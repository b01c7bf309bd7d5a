using System.Security.Cryptography;
using Chatbot.Contact;
using Chatbot.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Chatbot.Pages;

/// <summary>One request, opened: it is decrypted and that is audited.</summary>
[Authorize]
[RequestSizeLimit(64 * 1024)]
internal sealed class StaffRequestModel(ContactInbox inbox) : PageModel
{
    private const int MaxNoteChars = 2000;

    public ContactRequest? Opened { get; private set; }

    public string? Problem { get; private set; }

    public IEnumerable<(string Name, string Value)> Lines =>
        from line in new[]
        {
            ("Name", Opened!.Content.Name),
            ("E-mail", Opened.Content.Email),
            ("Phone", Opened.Content.Phone),
            ("Preferred time", Opened.Content.PreferredTime),
            ("Topic", Opened.Content.Topic),
            ("Message", Opened.Content.Message),
        }
        where !string.IsNullOrEmpty(line.Item2)
        select (line.Item1, line.Item2);

    private string Actor => User.Identity!.Name!;

    public Task OnGetAsync(string reference) => TryAsync(async () =>
    {
        Opened = await inbox.OpenAsync(reference, Actor, "opened", HttpContext.RequestAborted);
        return Opened is not null;
    });

    public async Task<IActionResult> OnPostHandleAsync(string reference, [FromForm] bool handled) =>
        await TryAsync(() => inbox.HandleAsync(reference, handled, Actor, HttpContext.RequestAborted)) ? RedirectToPage("/StaffInbox") : Page();

    public async Task<IActionResult> OnPostNoteAsync(string reference, [FromForm] string? text)
    {
        var note = text?.Trim().ReplaceLineEndings("\n") ?? "";
        if (note.Length is 0 or > MaxNoteChars)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            Problem = $"A note has 1 to {MaxNoteChars:N0} characters. Go back to change it.";
            return Page();
        }

        return await TryAsync(() => inbox.NoteAsync(reference, note, Actor, HttpContext.RequestAborted)) ? RedirectToPage("/StaffRequest", new { reference }) : Page();
    }

    /// <summary>Says what went wrong; true when nothing did.</summary>
    private async Task<bool> TryAsync(Func<Task<bool>> act)
    {
        try
        {
            if (await act())
                return true;
            (Response.StatusCode, Problem) = (StatusCodes.Status404NotFound, "There is no request by this reference.");
        }
        catch (CryptographicException)
        {
            (Response.StatusCode, Problem) = (StatusCodes.Status503ServiceUnavailable, "This request is locked: the key that opens it is not in the key ring. Tell an operator; docs/operations.md says what to do.");
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            (Response.StatusCode, Problem) = (StatusCodes.Status503ServiceUnavailable, "The database cannot be written just now, so that this is done cannot be recorded, and it was not done. Please try again in a moment.");
        }

        return false;
    }
}
