using System.Globalization;

namespace Chatbot.Search;

/// <summary>
/// Word boundaries by UAX #29, the rules of Lucene's StandardTokenizer: runs of letters, digits and underscores hold
/// together across one apostrophe, point or colon between letters and one point or comma between digits; ideographs and
/// Hiragana stand singly; combining marks and format characters belong to what they follow.
/// </summary>
internal static class StandardTokenizer
{
    /// <summary>Lucene's default; a longer run is cut into pieces of this length.</summary>
    public const int MaxTokenLength = 255;

    private enum Kind
    {
        Other,
        Letter,
        Digit,
        Joiner,
        Extend,
        Single,
        Katakana,
    }

    /// <summary>The words of a text, in order.</summary>
    public static IEnumerable<TextRange> Split(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var kind = KindAt(text, at, out var width);
            if (kind is Kind.Other or Kind.Extend)
            {
                at += width;
                continue;
            }

            var end = kind == Kind.Single ? SkipExtend(text, at + width) : EndOfRun(text, at, kind, width);

            // A run of underscores alone is no word.
            if (HoldsWord(text, at, end))
            {
                for (var piece = at; piece < end; piece += MaxTokenLength)
                    yield return new TextRange(piece, Math.Min(end, piece + MaxTokenLength));
            }

            at = end;
        }
    }

    private static int EndOfRun(string text, int start, Kind first, int width)
    {
        var at = start + width;
        var last = first;
        while (at < text.Length)
        {
            var kind = KindAt(text, at, out width);
            if (kind == Kind.Extend)
            {
                at += width;
                continue;
            }

            if (Holds(last, kind))
            {
                last = kind;
                at += width;
                continue;
            }

            // WB6, WB7, WB11, WB12: one mark between two letters or two digits.
            if (kind != Kind.Other || !Bridges(text[at], last))
                break;
            var next = SkipExtend(text, at + 1);
            if (next >= text.Length || KindAt(text, next, out var nextWidth) != last)
                break;
            at = next + nextWidth;
        }

        return at;
    }

    private static bool Holds(Kind last, Kind next) => (last, next) switch
    {
        (Kind.Katakana, Kind.Katakana or Kind.Joiner) => true,
        (Kind.Joiner, Kind.Letter or Kind.Digit or Kind.Katakana or Kind.Joiner) => true,
        (Kind.Letter or Kind.Digit, Kind.Letter or Kind.Digit or Kind.Joiner) => true,
        _ => false,
    };

    /// <summary>MidLetter and MidNumLet between letters, MidNum and MidNumLet between digits.</summary>
    private static bool Bridges(char mark, Kind between) => between switch
    {
        Kind.Letter => mark is '\'' or '\u2018' or '\u2019' or '.' or ':' or '\u00B7' or '\u0387' or '\u2024' or '\u2027' or '\uFE13' or '\uFE52' or '\uFE55' or '\uFF07' or '\uFF0E' or '\uFF1A',
        Kind.Digit => mark is '\'' or '\u2018' or '\u2019' or '.' or ',' or ';' or '\u037E' or '\u0589' or '\u060C' or '\u060D' or '\u066C' or '\u07F8' or '\u2024' or '\u2044' or '\uFE10' or '\uFE14' or '\uFE50' or '\uFE52' or '\uFE54' or '\uFF07' or '\uFF0C' or '\uFF0E' or '\uFF1B',
        _ => false,
    };

    private static int SkipExtend(string text, int at)
    {
        while (at < text.Length && KindAt(text, at, out var width) == Kind.Extend)
            at += width;
        return at;
    }

    private static bool HoldsWord(string text, int start, int end)
    {
        for (var at = start; at < end;)
        {
            if (KindAt(text, at, out var width) is Kind.Letter or Kind.Digit or Kind.Single or Kind.Katakana)
                return true;
            at += width;
        }

        return false;
    }

    private static Kind KindAt(string text, int at, out int width)
    {
        var c = text[at];
        width = char.IsSurrogatePair(text, at) ? 2 : 1;
        if (c < 128)
            return char.IsAsciiLetter(c) ? Kind.Letter : char.IsAsciiDigit(c) ? Kind.Digit : c == '_' ? Kind.Joiner : Kind.Other;
        var code = width == 2 ? char.ConvertToUtf32(text, at) : c;
        if (IsIdeographOrHiragana(code))
            return Kind.Single;
        if (IsKatakana(code))
            return Kind.Katakana;
        return CharUnicodeInfo.GetUnicodeCategory(text, at) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber => Kind.Digit,
            UnicodeCategory.ConnectorPunctuation => Kind.Joiner,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => Kind.Extend,
            _ => Kind.Other,
        };
    }

    private static bool IsIdeographOrHiragana(int code) =>
        code is (>= 0x2E80 and <= 0x2FDF) or 0x3005 or 0x3007 or (>= 0x3021 and <= 0x3029) or (>= 0x3041 and <= 0x309F)
            or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);

    private static bool IsKatakana(int code) =>
        code is (>= 0x30A0 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0xFF66 and <= 0xFF9F) or (>= 0x3031 and <= 0x3035);
}
