namespace Chatbot.Search;

/// <summary>A word as documents spell it.</summary>
/// <param name="Text">Lower case, not stemmed.</param>
/// <param name="Term">The number of its term.</param>
/// <param name="DocumentFrequency">In how many documents the term stands.</param>
internal readonly record struct LexiconWord(string Text, int Term, int DocumentFrequency);

/// <summary>The words of an index as they are spelled, for finding what a misspelled or unfinished one was meant to be. Immutable.</summary>
internal sealed class Lexicon
{
    private readonly LexiconWord[] _ordered;
    private readonly LexiconWord[][] _byLength;

    private Lexicon(LexiconWord[] ordered)
    {
        _ordered = ordered;
        _byLength = new LexiconWord[EditPattern.MaxLength + 1][];
        for (var length = 0; length < _byLength.Length; length++)
            _byLength[length] = [];
        foreach (var group in ordered.GroupBy(word => word.Text.Length).Where(group => group.Key < _byLength.Length))
            _byLength[group.Key] = [.. group];
    }

    /// <param name="words">Spellings as read from the texts, with the number of their term; negative ones are left out.</param>
    /// <param name="documentFrequency">By term.</param>
    public static Lexicon Create(IEnumerable<KeyValuePair<string, int>> words, Func<int, int> documentFrequency)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var buffer = new char[StandardTokenizer.MaxTokenLength];
        foreach (var (spelled, term) in words)
        {
            if (term >= 0)
                known.TryAdd(new string(buffer.AsSpan(0, EnglishTokens.SurfaceOf(spelled, buffer))), term);
        }

        return new Lexicon([.. known.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new LexiconWord(pair.Key, pair.Value, documentFrequency(pair.Value)))]);
    }

    /// <summary>Empty above <see cref="EditPattern.MaxLength"/>.</summary>
    public ReadOnlySpan<LexiconWord> OfLength(int length) => length >= 0 && length < _byLength.Length ? _byLength[length] : [];

    /// <summary>The words that begin with a text and are longer, in ordinal order.</summary>
    public ReadOnlySpan<LexiconWord> BeginningWith(string prefix)
    {
        var from = FirstFrom(prefix);
        if (from < _ordered.Length && string.Equals(_ordered[from].Text, prefix, StringComparison.Ordinal))
            from++;
        var to = from;
        while (to < _ordered.Length && _ordered[to].Text.StartsWith(prefix, StringComparison.Ordinal))
            to++;
        return _ordered.AsSpan(from, to - from);
    }

    private int FirstFrom(string text)
    {
        var (low, high) = (0, _ordered.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (string.CompareOrdinal(_ordered[middle].Text, text) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
