namespace Chatbot.Search;

/// <summary>
/// The words of a text as Lucene 8's StandardTokenizer cuts them: the longest match of UAX #29's word rules (Unicode 9.0),
/// with runs of South-East Asian scripts in one piece, ideographs and Hiragana singly, and emoji sequences of UTS #51 as
/// words. Offsets are UTF-16. Any string will do, lone surrogates and NUL included. Enumerate it with <c>foreach</c>.
/// </summary>
internal ref struct StandardTokenizer
{
    /// <summary>Lucene's default; a longer run is cut.</summary>
    public const int MaxTokenLength = 255;

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    // What Lucene sees at a time is a window of 255 units that begins with the match. Only a match that reaches its end
    // moves it, and where exactly it ends decides where long words and surrogate pairs are cut, so it is kept here too.
    private int _windowStart;
    private int _windowEnd;
    private bool _highSurrogateWaits;

    private StandardTokenizer(ReadOnlySpan<char> text) => _text = text;

    public TextRange Current { get; private set; }

    public static StandardTokenizer Split(ReadOnlySpan<char> text) => new(text);

    public readonly StandardTokenizer GetEnumerator() => this;

    public bool MoveNext()
    {
        while (true)
        {
            SkipWhatBeginsNoWord();
            var start = _at;
            var end = MatchFrom(start);
            if (end > start)
            {
                _at = end;
                Current = new TextRange(start, end);
                return true;
            }

            if (_at == start)
                return false;
        }
    }

    /// <summary>The loop below would pass over these one by one; most are spaces.</summary>
    private void SkipWhatBeginsNoWord()
    {
        var at = _at;
        var seen = _text[..Math.Max(at, _windowEnd)];
        while ((uint)at < (uint)seen.Length && WordClasses.Of(seen[at]) == WordBreakTables.Other && !char.IsHighSurrogate(seen[at]))
            at++;
        _at = at;
    }

    /// <summary>The end of the longest word that begins here, or <paramref name="start"/>; then one code point is passed over.</summary>
    private int MatchFrom(int start)
    {
        var next = WordBreakTables.Next;
        var at = start;
        var end = start;
        var state = WordBreakTables.Start;
        var seen = _text[.._windowEnd];
        while (true)
        {
            if (at >= seen.Length)
            {
                if (!MoveWindow(start))
                    return end;
                seen = _text[.._windowEnd];
            }

            var unit = seen[at++];
            int wordClass = WordClasses.Of(unit);
            if (char.IsHighSurrogate(unit) && at < seen.Length && char.IsLowSurrogate(seen[at]))
                wordClass = WordClasses.Of(unit, seen[at++]);
            if (state == WordBreakTables.Start)
                _at = at;
            state = next[(state * WordBreakTables.RowLength) + wordClass];
            if (state == 0)
                return end;
            if (state < WordBreakTables.FirstAccepting)
                continue;

            // Most of a text: letters after a letter, which stay in its state.
            if (state == WordBreakTables.Letters)
            {
                while (at < seen.Length && char.IsAsciiLetter(seen[at]))
                    at++;
            }

            end = at;
        }
    }

    /// <summary>
    /// Moves the window to the match and fills it; false where the match has to end. As in Lucene the text counts as read
    /// even then: a text whose last unit is a lone high surrogate ends the match before what was read with it.
    /// </summary>
    private bool MoveWindow(int matchStart)
    {
        if (matchStart > _windowStart)
        {
            if (_highSurrogateWaits)
                _windowEnd++;
            _highSurrogateWaits = false;
            _windowStart = matchStart;
        }

        var room = MaxTokenLength - (_windowEnd - _windowStart) - (_highSurrogateWaits ? 1 : 0);
        var read = Math.Min(room, _text.Length - _windowEnd - (_highSurrogateWaits ? 1 : 0));
        if (read <= 0)
            return false;
        _windowEnd += read;
        if (!char.IsHighSurrogate(_text[_windowEnd - 1]))
            return true;
        if (read < room)
            return false;
        _windowEnd--;
        _highSurrogateWaits = true;
        return read > 1;
    }
}
