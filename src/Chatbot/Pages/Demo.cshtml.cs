using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Chatbot.Pages;

/// <summary>A made-up clinic's website with the chat on it, to look at while developing; a live service has no such page.</summary>
internal sealed class DemoModel(IHostEnvironment environment) : PageModel
{
    /// <summary>Which of the website's pages it is; empty for its home page.</summary>
    public string Part { get; private set; } = "";

    /// <summary>The chat's language and direction, to look at others than the page's.</summary>
    public string? Language { get; private set; }

    public string? Direction { get; private set; }

    public IActionResult OnGet(string? part, string? language, string? direction)
    {
        (Part, Language, Direction) = (part ?? "", language, direction);
        return environment.IsDevelopment() ? Page() : NotFound();
    }

    public static string Link(string part) => part.Length == 0 ? "/demo" : $"/demo?part={part}";

    public string? Current(string part) => string.Equals(part, Part, StringComparison.Ordinal) ? "page" : null;
}
