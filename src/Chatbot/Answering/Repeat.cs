using System.Text.RegularExpressions;

namespace Chatbot.Answering;

/// <summary>What a visitor wants who asks about the last answer itself.</summary>
/// <param name="Which">Which of its quotations, from 0; null for all of them.</param>
/// <param name="More">Whether to show the passages around them.</param>
internal sealed partial record Repeat(int? Which, bool More)
{
    private const int LongestWords = 8;

    private static readonly string[] Ordinals = ["first", "second", "third", "fourth", "fifth"];

    /// <summary>Null for a message that asks for something else.</summary>
    public static Repeat? Of(string text)
    {
        var words = new List<string>();
        foreach (var word in PlainWords.In(text.ToLowerInvariant().Replace('\u2019', '\'')))
            words.Add(word.ToString());
        var plain = string.Join(' ', words);
        if (plain.Length == 0 || plain.Count(c => c == ' ') >= LongestWords)
            return null;
        if (WhichPattern().Match(plain) is { Success: true } which)
            return new Repeat(Array.IndexOf(Ordinals, which.Groups["n"].Value), More: true);
        if (MorePattern().IsMatch(plain))
            return new Repeat(Which: null, More: true);
        return AgainPattern().IsMatch(plain) || SourcePattern().IsMatch(plain) ? new Repeat(Which: null, More: false) : null;
    }

    [GeneratedRegex(@"^(and |ok |so )?(what about |tell me (more )?about |more (on|about) |show me )?the (?<n>first|second|third|fourth|fifth) (one|quote|source|clinic|of them|of those)( please)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex WhichPattern();

    [GeneratedRegex(@"^(ok |and |please |can you |could you |yes |hm |hmm )*(tell me more|more|more please|more details?|say more|go on|continue|explain( that| it)?( more| further)?|elaborate|what else( does (it|that) say)?|anything else( on that| about that)?|in more detail|the rest|read me the rest|show (me )?(the )?(passage|more|whole thing))( please| about (that|it))?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex MorePattern();

    [GeneratedRegex(@"^(sorry |wait |um |er |huh |hm )*(what|come again|pardon( me)?|say (that|it) again|(can|could) you (repeat|say) (that|it)( again)?|repeat( that| it)?|again|once more|what was that( again)?|excuse me|i (didn't|did not) (get|catch|understand) (that|it)|i beg your pardon)( please)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex AgainPattern();

    [GeneratedRegex(@"^(and |but |ok |oh |really |hm |hmm |wait )*(says who|who says( so| that| this)?|who said (that|so|this)|according to (who|whom)|(which|what) (clinic|article|source|place|one)( is that| was that| says (so|that|it|this)| said (so|that|it)| is it| does that come from)?|whose (figure|number|claim|words?|opinion) (is|are|was) (that|this|those|it)|where (does|do|did) (it|they|you|that) (say|get) (that|so|this)( from)?|where('s| is) that from|where did you get that( from)?|(what('s| is) (the|your) )?source|sources|(are|r) you (really )?(sure|certain)( about that| of that)?|you sure|is (that|this|it) (really )?(true|right|correct|certain|for sure|reliable)|sure|for real|how do you know( that)?|prove it|citation)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SourcePattern();
}
