using System.Globalization;
using System.Text;

namespace Chatbot.Triage;

/// <summary>
/// Cuts a message into words in the form that lexicons, rules and the model know: compatibility forms and accents
/// folded, lower case, no zero-width characters or apostrophes, lookalike and leetspeak letters put back,
/// spelled-out words joined (<c>k.m.s</c>), each Chinese character a word, sentence ends kept as <c>.</c> and <c>?</c>.
/// </summary>
internal static class MessageText
{
    /// <summary>How much of a message is read, in UTF-16 units.</summary>
    public const int MaxChars = 4000;

    private static readonly Dictionary<char, char> Leet = new()
    {
        ['0'] = 'o',
        ['1'] = 'i',
        ['3'] = 'e',
        ['4'] = 'a',
        ['5'] = 's',
        ['7'] = 't',
        ['@'] = 'a',
        ['$'] = 's',
        ['!'] = 'i',
        ['|'] = 'l',
        ['€'] = 'e',
    };

    /// <summary>Cyrillic and Greek letters that stand in for Latin ones inside a Latin word.</summary>
    private static readonly Dictionary<char, char> Lookalikes = new()
    {
        ['а'] = 'a',
        ['е'] = 'e',
        ['і'] = 'i',
        ['о'] = 'o',
        ['р'] = 'p',
        ['с'] = 'c',
        ['у'] = 'y',
        ['х'] = 'x',
        ['к'] = 'k',
        ['ѕ'] = 's',
        ['ԁ'] = 'd',
        ['α'] = 'a',
        ['ο'] = 'o',
        ['ι'] = 'i',
        ['ε'] = 'e',
        ['υ'] = 'u',
        ['κ'] = 'k',
        ['ν'] = 'v',
    };

    private static readonly Dictionary<int, string> Pictures = new()
    {
        [0x1F52A] = "knife",
        [0x1F5E1] = "knife",
        [0x1F52B] = "gun",
        [0x1F48A] = "pills",
        [0x26B0] = "coffin",
        [0x1FAA6] = "grave",
    };

    /// <summary>The words of a message, at most <see cref="MaxChars"/> characters of it.</summary>
    public static IReadOnlyList<string> Read(string text, Spelling spelling)
    {
        var words = new List<string>();
        foreach (var chunk in Folded(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Cut(Unleet(Latin(chunk)), spelling, words);
        return spelling.Canonical(JoinLetters(words));
    }

    private static string Folded(string text)
    {
        var folded = new StringBuilder(Math.Min(text.Length, MaxChars) + 16);
        foreach (var rune in text.AsSpan(0, Math.Min(text.Length, MaxChars)).EnumerateRunes())
        {
            if (Pictures.TryGetValue(rune.Value, out var word))
                folded.Append(' ').Append(word).Append(' ');
            else if (LetterFolding.Fold(rune.Value) is { } letters)
                folded.Append(letters);
            else
                folded.Append(rune.ToString());
        }

        var result = new StringBuilder(folded.Length);
        for (var i = 0; i < folded.Length; i++)
        {
            var c = folded[i];
            var category = char.GetUnicodeCategory(c);
            if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format || c is '\'' or '\u2018' or '\u2019' or '\u02bc' or '`' or '\u00b4' or '\u0640')
                continue;
            var lower = char.ToLowerInvariant(c);
            result.Append(char.IsWhiteSpace(lower) && lower is not ('\n' or '\r') ? ' ' : lower);
        }

        return result.Replace("\r", " . ").Replace("\n", " . ").ToString();
    }

    private static string Latin(string chunk)
    {
        if (!chunk.Any(c => c is >= 'a' and <= 'z') || !chunk.Any(Lookalikes.ContainsKey))
            return chunk;
        return string.Concat(chunk.Select(c => Lookalikes.GetValueOrDefault(c, c)));
    }

    /// <summary>Puts letters back for digits and signs that touch letters; leaves amounts (<c>50mg</c>, <c>2nd</c>) and endings (<c>b12</c>, <c>die!!</c>) alone.</summary>
    private static string Unleet(string chunk)
    {
        var letters = chunk.Count(char.IsLetter);
        if (letters == 0 || letters == chunk.Length || letters < chunk.Count(char.IsDigit))
            return chunk;
        var last = chunk.Length - 1;
        while (last >= 0 && !char.IsLetter(chunk[last]))
            last--;
        var first = 0;
        while (char.IsDigit(chunk[first]))
            first++;
        // A number with its unit: 12h, 50mg, 2nd. A single leading digit before a long word is a letter: 5uicide, 0verdose.
        var from = first == 0 || (first == 1 && letters >= 4) ? 0 : first;
        var result = chunk.ToCharArray();
        for (var i = from; i <= last; i++)
        {
            var touches = (i > 0 && char.IsLetter(result[i - 1])) || (i < last && (char.IsLetter(result[i + 1]) || Leet.ContainsKey(result[i + 1])));
            if (touches && Leet.TryGetValue(result[i], out var letter) && (result[i] != '!' || (i > 0 && i < last)))
                result[i] = letter;
        }

        return new string(result);
    }

    private static void Cut(string chunk, Spelling spelling, List<string> words)
    {
        var start = -1;
        for (var i = 0; i <= chunk.Length; i++)
        {
            var c = i < chunk.Length ? chunk[i] : ' ';
            if (IsIdeograph(c))
            {
                Flush(i);
                words.Add(c.ToString());
                continue;
            }

            var between = i > 0 && i + 1 < chunk.Length && char.IsLetterOrDigit(chunk[i - 1]) && char.IsLetterOrDigit(chunk[i + 1]);
            if (char.IsLetterOrDigit(c) || (c == '*' && between) || (c is '.' or '/' && between && char.IsDigit(chunk[i - 1]) && char.IsDigit(chunk[i + 1])))
            {
                if (start < 0)
                    start = i;
                continue;
            }

            Flush(i);
            var mark = c switch
            {
                '?' or '\u061f' or '\uff1f' => "?",
                '.' or '!' or ';' or '\u3002' => ".",
                _ => null,
            };
            // A stop inside a spelled-out word (k.m.s) is none.
            if (mark is not null && !(between && c == '.') && words.Count > 0 && words[^1] is not ("." or "?"))
                words.Add(mark);
        }

        void Flush(int end)
        {
            if (start >= 0)
                words.Add(spelling.Shorten(chunk[start..end]));
            start = -1;
        }
    }

    private static bool IsIdeograph(char c) => c is (>= '\u3400' and <= '\u9fff') or (>= '\u3040' and <= '\u30ff');

    /// <summary>Three or more single letters in a row are one word spelled out; <c>don t</c> and <c>i m</c> are contractions.</summary>
    private static List<string> JoinLetters(List<string> words)
    {
        var result = new List<string>(words.Count);
        for (var i = 0; i < words.Count;)
        {
            var run = i;
            while (run < words.Count && words[run].Length == 1 && words[run][0] is >= 'a' and <= 'z')
                run++;
            if (run - i >= 3)
            {
                result.Add(string.Concat(words.Skip(i).Take(run - i)));
                i = run;
                continue;
            }

            var next = i + 1 < words.Count ? words[i + 1] : "";
            if ((next is "t" && words[i].EndsWith('n')) || (next is "m" && words[i] is "i") || (next is "ve" or "ll" && words[i] is "i" or "you" or "we" or "they"))
            {
                result.Add(words[i] + next);
                i += 2;
                continue;
            }

            result.Add(words[i++]);
        }

        return result;
    }
}
