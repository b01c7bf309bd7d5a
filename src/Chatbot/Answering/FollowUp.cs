using System.Text.RegularExpressions;
using Chatbot.Conversations;

namespace Chatbot.Answering;

/// <summary>Tells how far a message leans on what was asked before ("and how long does that last?"), and lets that count.</summary>
internal static partial class FollowUp
{
    private const int LongestFollowUpWords = 9;

    /// <summary>What the question together with its context counts beside the question alone.</summary>
    private const float ContextShare = 0.6f;

    /// <summary>How much facts of the conversation's topic gain.</summary>
    private const float TopicGain = 1f;

    /// <summary>0 for a question that stands by itself; 1 for one that is nothing without the one before.</summary>
    public static float Lean(ConversationState state, string text)
    {
        if (state.LastQuestion is null || StartsAnew(text))
            return 0;
        var words = PlainWords.Count(text);
        if (words > LongestFollowUpWords)
            return 0;
        if (OpeningPattern().IsMatch(text) || PronounPattern().IsMatch(text) || words <= 2)
            return 1;
        return words <= 4 ? 0.5f : 0;
    }

    /// <summary>A follow-up and the question before it as one text: so it is trained, and so it is asked.</summary>
    public static string Together(string text, string context) => $"{text} {context}";

    /// <summary>"Another question: …"</summary>
    public static bool StartsAnew(string text) => AnewPattern().IsMatch(text);

    /// <summary>True for what is left of a message when it only named a clinic: "and the one in …?", "what about …?".</summary>
    public static bool AsksNothing(string withoutName) => OnlyNamedPattern().IsMatch(withoutName);

    /// <summary>The question's own scores, those together with its context, and a gain for the facts of the topic that was spoken of.</summary>
    public static float[] Mix(AnswerIndex index, float[] own, float[] together, ConversationState state, float lean)
    {
        var mixed = new float[own.Length];
        for (var number = 0; number < own.Length; number++)
        {
            var sameTopic = number < index.Model.Classes.Facts && state.Topic is not null
                && string.Equals(index.TopicOf(index.Model.Classes.Names[number]), state.Topic, StringComparison.Ordinal);
            var gain = sameTopic ? 1 + (lean * TopicGain) : 1;
            mixed[number] = ((own[number] * gain) + (lean * ContextShare * together[number] * gain)) / (1 + (lean * ContextShare));
        }

        return mixed;
    }

    [GeneratedRegex(@"^\W*(ok(ay)?,? |now,? |and |so )?((just )?one more (thing|question|subject|topic)|(an)?other (question|query|thing|topic|subject)|(a )?(different|new|separate) (question|topic|subject|matter)|something (else|different)|new topic|changing (the )?(topic|subject)|different subject|on another (note|topic|subject)|unrelated)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex AnewPattern();

    [GeneratedRegex(@"^\W*((and|but|or|so|also|then|ok|okay|now|what|how|about|the|one|ones|place|clinic|people|folks|doctor|doctors|article|in|at|of|for|from|by|with|over|there|same|too|is|it|that|says?|said|does|do|did|say)\b\W*)*$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex OnlyNamedPattern();

    [GeneratedRegex(@"^\W*(and|but|or|so|also|then|ok|okay|what about|how about|why|what if|really|for how|how long|how often|how soon|how bad|how much|is that|does that)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex OpeningPattern();

    [GeneratedRegex(@"\b(it|that|this|these|those|they|them|he|she|him|her|there|one)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex PronounPattern();
}
