using Chatbot.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Chatbot.Pages;

/// <summary>Ends every session of the account; the old cookie is worth nothing afterwards.</summary>
[Authorize]
internal sealed class StaffSignOutModel(StaffAccounts accounts) : PageModel
{
    public IActionResult OnGet() => RedirectToPage("/StaffInbox");

    public async Task<IActionResult> OnPostAsync()
    {
        await accounts.SignOutAsync(User.Identity!.Name!, HttpContext.RequestAborted);
        await StaffRoom.SignOutAsync(HttpContext);
        return RedirectToPage("/StaffSignIn");
    }
}
