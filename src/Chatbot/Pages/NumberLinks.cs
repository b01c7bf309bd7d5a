using System.Text.RegularExpressions;
using Chatbot.Knowledge;

namespace Chatbot.Pages;

/// <summary>
/// Finds telephone numbers and help lines' addresses in fixed words, so that a page can make links of them: those of the clinic's
/// country, and every number of ten digits or more. The widget does the same in <c>dom.ts</c>.
/// </summary>
internal sealed class NumberLinks
{
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly Regex _pattern;

    public NumberLinks(Library library)
    {
        foreach (var contact in HelpContacts.Of(library.Replies).All)
            _known.TryAdd(KeyOf(contact.Href), contact.Href);
        var known = _known.Keys.OrderByDescending(key => key.Length).ThenBy(key => key, StringComparer.Ordinal)
            .Select(key => key.All(char.IsAsciiDigit) ? string.Join(" ?", key.AsEnumerable()) : Regex.Escape(key));
        _pattern = new Regex($@"\b((\d[ -]?){{9,14}}\d|{string.Join('|', known)})\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
    }

    /// <summary>The words in pieces; those that lead somewhere have an address.</summary>
    public IEnumerable<(string Text, string? Href)> Split(string words)
    {
        var at = 0;
        foreach (Match match in _pattern.Matches(words))
        {
            yield return (words[at..match.Index], null);
            var key = char.IsAsciiDigit(match.Value[^1]) ? Digits(match.Value) : match.Value;
            yield return (match.Value, _known.GetValueOrDefault(key) ?? $"tel:{key}");
            at = match.Index + match.Length;
        }

        yield return (words[at..], null);
    }

    /// <summary>What stands in the words for it: a number's digits, or a website's name.</summary>
    private static string KeyOf(string href) => href.StartsWith("https:", StringComparison.Ordinal) ? new Uri(href).Host : Digits(href.Split('?')[0]);

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));
}
