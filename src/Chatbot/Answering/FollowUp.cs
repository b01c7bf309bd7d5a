using System.Text.RegularExpressions;
using Chatbot.Conversations;

namespace Chatbot.Answering;

/// <summary>Tells whether a message leans on what was asked before ("and how long does that last?").</summary>
internal static partial class FollowUp
{
    private const int LongestFollowUpWords = 9;

    /// <summary>A short message that opens with a connective, or holds a bare pronoun, and comes after an answer.</summary>
    public static bool LeansOn(ConversationState state, string text)
    {
        if (state.LastQuestion is null)
            return false;
        var words = WordPattern().Matches(text);
        return words.Count <= LongestFollowUpWords && (OpeningPattern().IsMatch(text) || PronounPattern().IsMatch(text) || words.Count <= 2);
    }

    [GeneratedRegex(@"[\p{L}\p{N}']+", RegexOptions.NonBacktracking)]
    private static partial Regex WordPattern();

    [GeneratedRegex(@"^\W*(and|but|or|so|also|then|ok|okay|what about|how about|why|what if|really|for how|how long|how often|how soon|how bad|how much|is that|does that)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex OpeningPattern();

    [GeneratedRegex(@"\b(it|that|this|these|those|they|them|he|she|him|her|there|one)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex PronounPattern();
}
