namespace Chatbot.Search;

/// <summary>The chain of Lucene's EnglishAnalyzer: standard tokenizer, possessive, lower case, stop words, Porter.</summary>
public sealed class EnglishAnalyzer
{
    public static EnglishAnalyzer Instance { get; } = new();

    /// <summary>The tokens that are kept, in order; stop words leave a gap in the positions.</summary>
#pragma warning disable CA1822 // An instance, so that another analyzer can stand in its place later.
    public IReadOnlyList<Token> Analyze(string text)
#pragma warning restore CA1822
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<Token>();
        var words = new EnglishTokens(text, stackalloc char[StandardTokenizer.MaxTokenLength]);
        while (words.MoveNext())
            tokens.Add(new Token(new string(words.Term), words.Position, words.Range.Start, words.Range.End));
        return tokens;
    }

    internal static bool IsStopWord(string lowerCaseWord) => EnglishTokens.IsStopWord(lowerCaseWord);
}
