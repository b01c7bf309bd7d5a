using Chatbot.Knowledge;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Chatbot.Pages;

/// <summary>An article with an anchor at every sentence, so that a citation leads to the sentence itself.</summary>
internal sealed class ArticleModel(Library library) : PageModel
{
    public Article Article { get; private set; } = null!;

    public IActionResult OnGet(string id)
    {
        if (library.Find(id) is not { } article)
            return NotFound();
        Article = article;
        return Page();
    }
}
