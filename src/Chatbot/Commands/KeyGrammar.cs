using System.Text;

namespace Chatbot.Commands;

/// <summary>
/// The grammar of a fact's <c>key</c> and a question's <c>must</c>: clauses joined by <c>&amp;</c> must all hold, the
/// alternatives of a clause are joined by <c>|</c> (so <c>&amp;</c> binds looser). An alternative begins at a word's
/// start; one of three characters or fewer, or one that ends in a digit, must end at a word's end too.
/// </summary>
internal static class KeyGrammar
{
    public static bool Matches(string expression, string text)
    {
        var normal = Normalise(text);
        return expression.Split('&').All(clause => clause.Split('|').Any(alternative => Contains(normal, Normalise(alternative))));
    }

    /// <summary>Lower case, straight quotes, every dash a space, spaces collapsed.</summary>
    public static string Normalise(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text.ToLowerInvariant())
        {
            var plain = c switch
            {
                '\u2018' or '\u2019' => '\'',
                '\u201c' or '\u201d' => '"',
                '-' or '\u2212' or (>= '\u2010' and <= '\u2015') => ' ',
                _ => char.IsWhiteSpace(c) ? ' ' : c,
            };
            if (plain != ' ' || (result.Length > 0 && result[^1] != ' '))
                result.Append(plain);
        }

        return result.ToString().TrimEnd();
    }

    private static bool Contains(string text, string alternative)
    {
        if (alternative.Length == 0)
            return false;
        var wholeWord = alternative.Length <= 3 || char.IsAsciiDigit(alternative[^1]);
        for (var at = text.IndexOf(alternative, StringComparison.Ordinal); at >= 0; at = text.IndexOf(alternative, at + 1, StringComparison.Ordinal))
        {
            var end = at + alternative.Length;
            if ((at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1])) && (!wholeWord || end == text.Length || !char.IsAsciiLetterOrDigit(text[end])))
                return true;
        }

        return false;
    }
}
