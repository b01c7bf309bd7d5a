using System.Text;

namespace Chatbot.Triage;

/// <summary>Brings a message into the form that the rules and examples are written for.</summary>
internal static class MessageText
{
    /// <summary>How much of a message is read.</summary>
    public const int MaxChars = 4000;

    private static readonly Dictionary<char, char> Leet = new() { ['0'] = 'o', ['1'] = 'i', ['3'] = 'e', ['4'] = 'a', ['5'] = 's', ['7'] = 't', ['@'] = 'a', ['$'] = 's' };

    /// <summary>
    /// NFKC, lower case, no zero-width characters or apostrophes, letters written as digits inside words put back, three or
    /// more of a letter shortened to two, punctuation as spaces.
    /// </summary>
    public static string Normalise(string text)
    {
        var cut = text.Length > MaxChars ? text[..MaxChars] : text;
        var valid = new StringBuilder(cut.Length);
        foreach (var rune in cut.EnumerateRunes())
            valid.Append(rune.ToString());
        var compatible = valid.ToString().Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        var result = new StringBuilder(compatible.Length);
        for (var i = 0; i < compatible.Length; i++)
        {
            var c = compatible[i];
            if (c is '\'' or '\u2018' or '\u2019' or '\u02bc' or '`' || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format)
                continue;
            if (Leet.TryGetValue(c, out var letter) && i > 0 && i + 1 < compatible.Length && char.IsLetter(compatible[i - 1]) && char.IsLetter(compatible[i + 1]))
                c = letter;
            if (!char.IsLetterOrDigit(c) && !char.IsSurrogate(c) && c is not ('<' or '>' or '{' or '}' or '*' or '/' or '.'))
                c = ' ';
            if (result.Length > 1 && c == result[^1] && c == result[^2] && char.IsLetter(c))
                continue;
            if (c != ' ' || (result.Length > 0 && result[^1] != ' '))
                result.Append(c);
        }

        return result.ToString().Trim(' ', '.');
    }
}
