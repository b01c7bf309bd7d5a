using System.Text.RegularExpressions;

namespace Chatbot.Answering;

/// <summary>Takes apart a message that may hold two questions, or a question at the end of a story.</summary>
internal static partial class QuestionParts
{
    private const int FewestWords = 3;
    private const int ManyWords = 11;
    private const int MostParts = 6;

    /// <summary>Two questions joined by "and", "also", or a question mark; empty when the message holds one.</summary>
    public static IReadOnlyList<string> Two(string text)
    {
        var sentences = Sentences(text).Where(sentence => sentence.EndsWith('?')).ToList();
        if (sentences.Count == 2 && sentences.TrueForAll(Long))
            return sentences;
        if (JoinPattern().Matches(text) is not [var join])
            return [];
        string[] parts = [text[..join.Index].Trim(), text[join.Groups["asks"].Index..].Trim()];
        return parts.All(Long) ? parts : [];
    }

    /// <summary>The sentences that ask, of a long message; all its sentences when none has a question mark; empty for a short message.</summary>
    public static IReadOnlyList<string> OfLong(string text)
    {
        if (PlainWords.Count(text) < ManyWords)
            return [];
        var sentences = Sentences(text).Where(Long).ToList();
        var asking = sentences.Where(sentence => sentence.EndsWith('?')).ToList();
        var kept = asking.Count > 0 ? asking : sentences;
        return kept.Count > MostParts ? kept[^MostParts..] : kept;
    }

    private static bool Long(string part) => PlainWords.Count(part) >= FewestWords;

    private static IEnumerable<string> Sentences(string text) =>
        SentencePattern().Matches(text).Select(match => match.Value.Trim()).Where(sentence => sentence.Length > 0);

    [GeneratedRegex(@"[^.?!\n]+[.?!]*", RegexOptions.NonBacktracking)]
    private static partial Regex SentencePattern();

    [GeneratedRegex(@",? (and also|and|also|plus) (?<asks>(can|could|do|does|did|is|are|will|would|should|must|may|how|what|when|where|who|why|which|am|has|have)\b)", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex JoinPattern();
}
