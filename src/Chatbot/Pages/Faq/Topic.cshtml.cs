using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Chatbot.Pages;

/// <summary>One topic to read without the chat.</summary>
internal sealed class TopicModel(TopicPages topics) : PageModel
{
    public TopicPage Topic { get; private set; } = null!;

    public int Total => topics.Total;

    /// <summary>Those that no question above has shown already.</summary>
    public IEnumerable<DifferTable> OtherDifferences => Topic.Differences.Where(table => Topic.Questions.All(question => question.Differ != table));

    public IActionResult OnGet(string id)
    {
        if (topics.Find(id) is not { } topic)
            return NotFound();
        Topic = topic;
        return Page();
    }
}
