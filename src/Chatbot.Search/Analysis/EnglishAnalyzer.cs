namespace Chatbot.Search;

/// <summary>The chain of Lucene's EnglishAnalyzer: standard tokenizer, possessive, lower case, stop words, Porter.</summary>
public sealed class EnglishAnalyzer
{
    /// <summary>Lucene's ENGLISH_STOP_WORDS_SET.</summary>
    private static readonly HashSet<string> StopWords = new(StringComparer.Ordinal)
    {
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not", "of", "on",
        "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with",
    };

    public static EnglishAnalyzer Instance { get; } = new();

    /// <summary>The tokens that are kept, in order; stop words leave a gap in the positions.</summary>
#pragma warning disable CA1822 // An instance, so that another analyzer can stand in its place later.
    public IReadOnlyList<Token> Analyze(string text)
#pragma warning restore CA1822
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<Token>();
        var position = -1;
        foreach (var range in StandardTokenizer.Split(text))
        {
            position++;
            var word = Lower(StripPossessive(text.AsSpan(range.Start, range.Length)));
            if (!StopWords.Contains(word))
                tokens.Add(new Token(PorterStemmer.Stem(word), position, range.Start, range.End));
        }

        return tokens;
    }

    internal static bool IsStopWord(string lowerCaseWord) => StopWords.Contains(lowerCaseWord);

    /// <summary>As Lucene's EnglishPossessiveFilter: a trailing <c>'s</c> with any of three apostrophes.</summary>
    private static ReadOnlySpan<char> StripPossessive(ReadOnlySpan<char> word) =>
        word.Length >= 2 && word[^1] is 's' or 'S' && word[^2] is '\'' or '\u2019' or '\uFF07' ? word[..^2] : word;

    private static string Lower(ReadOnlySpan<char> word) => word.ToString().ToLowerInvariant();
}
