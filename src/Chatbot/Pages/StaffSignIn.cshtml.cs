using Chatbot.Contact;
using Chatbot.Staff;
using Chatbot.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Chatbot.Pages;

/// <summary>Staff sign in here.</summary>
[RequestSizeLimit(16 * 1024)]
internal sealed class StaffSignInModel(StaffAccounts accounts, TimeProvider clock) : PageModel
{
    public string? Problem { get; private set; }

    public string Typed { get; private set; } = "";

    public async Task<IActionResult> OnPostAsync([FromForm] string? name, [FromForm] string? password, [FromForm] string? code)
    {
        Typed = name ?? "";
        try
        {
            var network = HourlyBudget.NetworkOf(HttpContext.Connection.RemoteIpAddress);
            switch (await accounts.SignInAsync(name ?? "", password ?? "", code ?? "", network, HttpContext.RequestAborted))
            {
                case StaffSignIn.Accepted accepted:
                    await StaffRoom.SignInAsync(HttpContext, accepted, clock.GetUtcNow());
                    return RedirectToPage("/StaffInbox");
                case StaffSignIn.TooMany:
                    return Failed(StatusCodes.Status429TooManyRequests, "Too many attempts came from your network in the last hour. Please try again later.");
                default:
                    return Failed(StatusCodes.Status401Unauthorized, "Name, password or code is wrong. After five wrong tries an account is locked for 15 minutes.");
            }
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            return Failed(StatusCodes.Status503ServiceUnavailable, "The database cannot be used just now. Please try again in a moment.");
        }
    }

    private PageResult Failed(int status, string problem)
    {
        Problem = problem;
        return new PageResult { StatusCode = status };
    }
}
