namespace Chatbot.Search;

/// <summary>Slips that are words themselves, told by their neighbours: "how long dose it take", "how do i no", "lower then before".</summary>
internal static class WordSlips
{
    private static readonly HashSet<string> Determiners = new(StringComparer.Ordinal) { "the", "a", "my", "your", "his", "her", "their", "this", "that", "each", "every", "of", "which", "one", "same", "low", "high" };

    private static readonly HashSet<string> AfterDoes = new(StringComparer.Ordinal) { "it", "this", "that", "the", "a", "an", "they", "anyone", "everyone", "anybody", "everybody", "ketamine", "ket", "insurance", "one" };

    private static readonly HashSet<string> Knowing = new(StringComparer.Ordinal) { "i", "you", "we", "they", "to", "dont", "don't", "doesnt", "doesn't", "didnt", "didn't", "wanna", "u" };

    private static readonly HashSet<string> Comparing = new(StringComparer.Ordinal) { "more", "less", "rather", "other", "better", "worse", "lower", "higher", "longer", "shorter", "safer", "stronger", "weaker", "faster", "quicker", "slower", "sooner", "later", "easier", "cheaper", "different" };

    /// <summary>What the word was meant to be; null when it is what it says.</summary>
    /// <param name="before">The word before it in lower case; empty at the start.</param>
    /// <param name="word">In lower case.</param>
    /// <param name="after">The word behind it in lower case; empty at the end.</param>
    public static string? Meant(string before, string word, string after) => word switch
    {
        "dose" when !Determiners.Contains(before) && AfterDoes.Contains(after) => "does",
        "no" when Knowing.Contains(before) => "know",
        "then" when Comparing.Contains(before) => "than",
        _ => null,
    };
}
