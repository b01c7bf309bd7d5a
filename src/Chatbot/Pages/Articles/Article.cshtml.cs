using System.Globalization;
using Chatbot.Knowledge;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Chatbot.Pages;

/// <summary>An article with an anchor at every sentence, so that a citation leads to the sentence itself.</summary>
internal sealed class ArticleModel(Library library) : PageModel
{
    private (int Start, int End) _mark;

    public Article Article { get; private set; } = null!;

    /// <param name="id">The article's slug.</param>
    /// <param name="mark">What to mark, <c>2210-2301</c>: a quotation may span two sentences, and an anchor names only one. Anything else marks nothing.</param>
    public IActionResult OnGet(string id, string? mark)
    {
        if (library.Find(id) is not { } article)
            return NotFound();
        Article = article;
        if ((mark ?? "").Split('-') is [var from, var to]
            && int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var start) && int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var end))
        {
            _mark = (start, end);
        }

        return Page();
    }

    public bool IsMarked(Sentence sentence) => sentence.Start < _mark.End && sentence.End > _mark.Start;
}
