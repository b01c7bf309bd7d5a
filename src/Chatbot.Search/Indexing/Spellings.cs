namespace Chatbot.Search;

/// <summary>
/// What the words of an index stand for as they are spelled there, so that a question's words need no analysis a second
/// time. Only a small index keeps them; a large one spends its time elsewhere. Immutable.
/// </summary>
internal sealed class Spellings
{
    /// <summary>An index with more keeps none: about two megabytes.</summary>
    public const int Most = 20_000;

    private readonly Dictionary<string, Known> _known;
    private readonly Dictionary<string, Known>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    private Spellings(Dictionary<string, Known> known) => (_known, _bySpan) = (known, known.GetAlternateLookup<ReadOnlySpan<char>>());

    /// <param name="words">Spellings with the number of their term; stop words have a negative one.</param>
    /// <param name="questionWords">In lower case.</param>
    public static Spellings Of(IReadOnlyDictionary<string, int> words, IReadOnlySet<string> questionWords)
    {
        var known = new Dictionary<string, Known>(StringComparer.Ordinal);
        if (words.Count > Most)
            return new Spellings(known);
        var buffer = new char[StandardTokenizer.MaxTokenLength];
        foreach (var (spelled, term) in words)
            known.Add(spelled, new Known(term, questionWords.Contains(new string(buffer.AsSpan(0, EnglishTokens.LowerOf(spelled, buffer))))));
        return new Spellings(known);
    }

    public bool TryGet(ReadOnlySpan<char> spelled, out Known known)
    {
        if (_known.Count > 0)
            return _bySpan.TryGetValue(spelled, out known);
        known = default;
        return false;
    }

    /// <param name="Term">Its number; negative for a stop word.</param>
    /// <param name="Asks">True for a question word.</param>
    internal readonly record struct Known(int Term, bool Asks);
}
