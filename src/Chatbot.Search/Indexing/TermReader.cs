namespace Chatbot.Search;

/// <summary>
/// Texts to term numbers, while an index is built. A word that was met before is looked up as it is written, without
/// being stemmed again; the result is that of <see cref="EnglishTokens"/>.
/// </summary>
internal sealed class TermReader
{
    /// <summary>Stands for a stop word, so that positions stay what they are.</summary>
    public const int StopWord = -1;

    private readonly Vocabulary _vocabulary;
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly char[] _buffer = new char[StandardTokenizer.MaxTokenLength];
    private int[] _terms = new int[256];

    public TermReader(Vocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        _bySpan = _words.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Every spelling that was met, with the number of its term; stop words have <see cref="StopWord"/>.</summary>
    public IReadOnlyDictionary<string, int> Words => _words;

    /// <summary>The text's terms by position, good until the next call.</summary>
    public ReadOnlySpan<int> Read(string text)
    {
        var count = 0;
        var tokens = StandardTokenizer.Split(text);
        while (tokens.MoveNext())
        {
            var word = text.AsSpan(tokens.Current.Start, tokens.Current.Length);
            if (!_bySpan.TryGetValue(word, out var term))
            {
                var length = EnglishTokens.TermOf(word, _buffer);
                term = length == 0 ? StopWord : _vocabulary.FindOrAdd(_buffer.AsSpan(0, length));
                _words.Add(new string(word), term);
            }

            if (count == _terms.Length)
                Array.Resize(ref _terms, count * 2);
            _terms[count++] = term;
        }

        return _terms.AsSpan(0, count);
    }
}
