using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Chatbot.Pages;

/// <summary>
/// "Questions to ask your clinic": a sheet to print and take along. What a visitor wrote is shown and forgotten: it is
/// neither stored nor logged, so it comes by POST and never in an address.
/// </summary>
[IgnoreAntiforgeryToken] // It changes nothing, and the widget posts it from the clinic's own website.
internal sealed class SheetModel(TopicPages topics) : PageModel
{
    private const int MaxOwn = 30;
    private const int MaxOwnChars = 500;

    public IReadOnlyList<TopicPage> All => topics.All;

    public int Total => topics.Total;

    /// <summary>Ids of the topics that the visitor chose; none chosen means all of them.</summary>
    public IReadOnlySet<string> Chosen { get; private set; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The visitor's own open questions.</summary>
    public IReadOnlyList<string> Own { get; private set; } = [];

    /// <summary>False for the page on which to choose, true for the sheet itself.</summary>
    public bool Made { get; private set; }

    public IEnumerable<TopicPage> Differing => Shown.Where(topic => topic.Differences.Count > 0);

    public IEnumerable<TopicPage> OfOneArticle => Shown.Where(topic => topic.Articles.Count == 1);

    private IEnumerable<TopicPage> Shown => Chosen.Count == 0 ? All : All.Where(topic => Chosen.Contains(topic.Card.Id));

    /// <param name="topic">Topic ids; unknown ones are ignored.</param>
    /// <param name="own">Questions, one on a line.</param>
    public void OnPost(string[]? topic, string? own)
    {
        Made = true;
        Chosen = (topic ?? []).Where(id => topics.Find(id) is not null).ToHashSet(StringComparer.Ordinal);
        Own =
        [
            .. (own ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Distinct(StringComparer.Ordinal)
                .Take(MaxOwn)
                .Select(line => line.Length > MaxOwnChars ? line[..MaxOwnChars] : line),
        ];
    }
}
