using System.Text.RegularExpressions;

namespace Chatbot.Answering;

/// <summary>
/// What every question here is about says nothing of what is asked. "Will I be awake during ketamine infusion therapy?" shares
/// its longest words with "Which conditions is ketamine infusion therapy used for?", and most people who wrote questions for the knowledge
/// called it "the treatment", "the drip" or "it". So its full name is said the short way before questions are compared, in the knowledge's
/// and in the visitor's alike. Where the name is all that is asked about, it stays.
/// </summary>
internal static partial class TreatmentName
{
    /// <summary>With these and the name alone, the question is what the treatment is.</summary>
    private static readonly HashSet<string> AsksForMeaning = new(
        ["what", "whats", "what's", "is", "are", "a", "an", "the", "this", "does", "do", "mean", "means", "meant", "by", "exactly", "explain", "define", "describe", "tell", "me", "more", "about", "info", "information",
            "on", "please", "pls", "hi", "hello", "hey", "so", "ok", "okay", "and", "can", "could", "you", "i", "know", "want", "to", "would", "like", "of", "definition", "meaning", "called"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The text with the treatment's full name said short; the very same when there is none, or nothing else.</summary>
    public static string Shorten(string text)
    {
        if (!text.Contains("ketamine", StringComparison.OrdinalIgnoreCase) && !text.Contains("infusion", StringComparison.OrdinalIgnoreCase))
            return text;
        var without = PlacePattern().Replace(TherapyPattern().Replace(text, " "), " ");
        if (AsksForNothingElse(without))
            return text;
        return PlacePattern().Replace(TherapyPattern().Replace(text, match => $"{(match.Groups["whose"].Success ? match.Groups["whose"].Value : "the ")}treatment"), match => Article(match) + match.Groups["what"].Value);
    }

    private static bool AsksForNothingElse(string text)
    {
        var lookup = AsksForMeaning.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var word in PlainWords.In(text))
        {
            if (!lookup.Contains(word))
                return false;
        }

        return true;
    }

    /// <summary>"A ketamine infusion" is an infusion.</summary>
    private static string Article(Match match)
    {
        var whose = match.Groups["whose"].Value;
        return whose.Trim().Equals("a", StringComparison.OrdinalIgnoreCase) && match.Groups["what"].Value[0] is 'i' or 'I' ? $"{whose.TrimEnd()}n " : whose;
    }

    [GeneratedRegex(@"\b(?<whose>(the|this|your|my|his|her|their|our|a)\s+)?(iv\s+|intravenous\s+)?(ketamine[\s-]+(assisted\s+)?(iv[\s-]+|infusion[\s-]+|drip[\s-]+)?|infusion[\s-]+)(therapy|therapies|treatments?)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex TherapyPattern();

    [GeneratedRegex(@"\b(?<whose>(the|this|your|my|his|her|their|our|a)\s+)?(iv\s+|intravenous\s+)?ketamine[\s-]+(iv[\s-]+)?(?<what>infusions?|drips?|sessions?|appointments?)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex PlacePattern();
}
