using System.Text;

namespace Chatbot.Search;

/// <summary>
/// The tokens of a text one after the other, without a string for each: enumerate with <see cref="MoveNext"/>.
/// <see cref="Term"/> is good until the next call.
/// </summary>
/// <param name="text">What to read.</param>
/// <param name="buffer">Room for one term: <see cref="StandardTokenizer.MaxTokenLength"/> units.</param>
internal ref struct EnglishTokens(ReadOnlySpan<char> text, Span<char> buffer)
{
    private readonly ReadOnlySpan<char> _text = text;
    private readonly Span<char> _buffer = buffer;
    private StandardTokenizer _words = StandardTokenizer.Split(text);
    private int _length;

    /// <summary>What is indexed and looked up.</summary>
    public readonly ReadOnlySpan<char> Term => _buffer[.._length];

    /// <summary>Counted from 0; stop words leave gaps.</summary>
    public int Position { get; private set; } = -1;

    /// <summary>Where the word stands in the text, a possessive ending included.</summary>
    public readonly TextRange Range => _words.Current;

    public bool MoveNext()
    {
        while (_words.MoveNext())
        {
            Position++;
            var range = _words.Current;
            _length = TermOf(_text[range.Start..range.End], _buffer);
            if (_length > 0)
                return true;
        }

        return false;
    }

    /// <summary>Writes what is indexed for a word of the tokenizer; gives its length, 0 for a stop word.</summary>
    public static int TermOf(ReadOnlySpan<char> word, Span<char> term)
    {
        var length = SurfaceOf(word, term);
        return IsStopWord(term[..length]) ? 0 : PorterStemmer.Stem(term[..length]);
    }

    /// <summary>Writes a word in lower case; gives its length.</summary>
    public static int LowerOf(ReadOnlySpan<char> word, Span<char> lower)
    {
        Lower(word, lower);
        return word.Length;
    }

    /// <summary>Writes a word in lower case and without a possessive ending; gives its length.</summary>
    public static int SurfaceOf(ReadOnlySpan<char> word, Span<char> surface)
    {
        word = StripPossessive(word);
        Lower(word, surface);
        return word.Length;
    }

    /// <summary>Lucene's ENGLISH_STOP_WORDS_SET.</summary>
    public static bool IsStopWord(ReadOnlySpan<char> lowerCaseWord) => lowerCaseWord.Length <= 5 && lowerCaseWord is
        "a" or "an" or "and" or "are" or "as" or "at" or "be" or "but" or "by" or "for" or "if" or "in" or "into" or "is" or "it"
        or "no" or "not" or "of" or "on" or "or" or "such" or "that" or "the" or "their" or "then" or "there" or "these" or "they"
        or "this" or "to" or "was" or "will" or "with";

    /// <summary>As Lucene's EnglishPossessiveFilter: a trailing <c>'s</c> with any of three apostrophes.</summary>
    private static ReadOnlySpan<char> StripPossessive(ReadOnlySpan<char> word) =>
        word.Length >= 2 && word[^1] is 's' or 'S' && word[^2] is '\'' or '\u2019' or '\uFF07' ? word[..^2] : word;

    /// <summary>Each code point by itself, as Java's Character.toLowerCase.</summary>
    private static void Lower(ReadOnlySpan<char> word, Span<char> lower)
    {
        for (var i = 0; i < word.Length; i++)
        {
            var unit = word[i];
            if (unit < 0x80)
                lower[i] = unit is >= 'A' and <= 'Z' ? (char)(unit | 0x20) : unit;
            else if (char.IsHighSurrogate(unit) && i + 1 < word.Length && Rune.TryCreate(unit, word[i + 1], out var rune))
                Rune.ToLowerInvariant(rune).EncodeToUtf16(lower[i++..]);
            else
                lower[i] = LowerBeyondAscii(unit);
        }
    }

    /// <summary>Where .NET's invariant casing leaves a letter as it is, Java's does not: the capital I with a dot.</summary>
    private static char LowerBeyondAscii(char unit) => unit == '\u0130' ? 'i' : char.ToLowerInvariant(unit);
}
