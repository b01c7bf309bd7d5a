using System.Text.RegularExpressions;
using Chatbot.Knowledge;

namespace Chatbot.Answering;

/// <summary>Finds out which article a message names: by its clinic, a town or a person that the article quotes.</summary>
internal sealed partial class Mention
{
    private readonly List<(string Name, string Article)> _names;

    /// <summary>Longer names first, so that "Iowa City" is not taken for "Iowa".</summary>
    public Mention(Library library) => _names = [.. library.Articles
        .SelectMany(article => article.Names.Select(name => (Name: name.ToLowerInvariant(), article.Id)))
        .OrderByDescending(entry => entry.Name.Length).ThenBy(entry => entry.Name, StringComparer.Ordinal)];

    /// <summary>The article that is named, and the message without the name; null when none or several are.</summary>
    public (string Article, string Without)? Of(string text)
    {
        string? article = null;
        var rest = text;
        foreach (var (name, id) in _names)
        {
            var at = Find(rest, name);
            if (at < 0)
                continue;
            if (article is not null && !string.Equals(article, id, StringComparison.Ordinal))
                return null;
            article = id;
            rest = string.Concat(rest.AsSpan(0, at), " ", rest.AsSpan(at + name.Length));
        }

        return article is null ? null : (article, SpacesPattern().Replace(rest, " ").Trim());
    }

    private static int Find(string text, string name)
    {
        for (var at = text.IndexOf(name, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (at + name.Length == text.Length || !char.IsLetterOrDigit(text[at + name.Length])))
                return at;
        }

        return -1;
    }

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex SpacesPattern();
}
