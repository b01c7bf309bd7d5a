using System.Text.RegularExpressions;

namespace Chatbot.Pages;

/// <summary>Finds the numbers to call and the lifeline's address in fixed words, so that a page can make links of them.</summary>
internal static partial class Numbers
{
    public static IEnumerable<(string Text, string? Href)> Split(string words)
    {
        var at = 0;
        foreach (Match match in Pattern().Matches(words))
        {
            yield return (words[at..match.Index], null);
            yield return (match.Value, match.Value.EndsWith(".org", StringComparison.Ordinal) ? "https://988lifeline.org/chat/" : $"tel:{match.Value.Replace("-", "", StringComparison.Ordinal)}");
            at = match.Index + match.Length;
        }

        yield return (words[at..], null);
    }

    [GeneratedRegex(@"988lifeline\.org|\b(988|911|1-800-[0-9]{3}-[0-9]{4})\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
