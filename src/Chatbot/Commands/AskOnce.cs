using Chatbot.Answering;
using Chatbot.Conversations;
using Chatbot.Protocol;

namespace Chatbot.Commands;

/// <summary><c>ask "…"</c>: the reply as a person would read it, and on request why it is what it is.</summary>
internal sealed class AskOnce(Turn turn, Answerer answerer, TextWriter output)
{
    public int Run(string text, bool explain)
    {
        var reply = turn.Take(ConversationState.Fresh, text).Reply;
        output.WriteLine(ReplyText.Plain(reply));
        if (reply.Suggestions.Count > 0)
        {
            output.WriteLine();
            foreach (var suggestion in reply.Suggestions)
                output.WriteLine($"  > {suggestion.Text}");
        }

        if (explain)
            Explain(reply, answerer.Find(ConversationState.Fresh, text));
        return 0;
    }

    private void Explain(Reply reply, Findings findings)
    {
        output.WriteLine();
        output.WriteLine($"rule: {reply.Rule}");
        if (findings.ReadAs is { } read)
            output.WriteLine($"read as: {read}");
        output.WriteLine($"like an answerable question {findings.Answerable:0.000}, like an unanswerable one {findings.Unanswerable:0.000} ; asks for {findings.Kind} by {findings.KindScore:0.000}");
        output.WriteLine($"words: normalised score {findings.Passages.Evidence.NormalisedScore:0.000}");
        foreach (var word in findings.Passages.Query.Words)
            output.WriteLine($"  {word}");
        output.WriteLine("facts that are asked for:");
        foreach (var (fact, votes) in findings.Facts.Take(8))
            output.WriteLine($"  {fact} {votes:0.000}");
        output.WriteLine("sentences:");
        foreach (var ranked in findings.Ranked.Take(8))
            output.WriteLine($"  {ranked.Score:0.000} = asked {ranked.Asked:0.000} + words {ranked.Words:0.000}  {ranked.Place.Article.Id}#{ranked.Place.Sentence.Anchor} {ranked.Place.Slice}");
        foreach (var hit in findings.Passages.Hits.Where(hit => hit.Explanation is not null).Take(3))
            output.WriteLine($"{hit.Id}\n{hit.Explanation}");
    }
}
