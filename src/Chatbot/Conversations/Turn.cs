using Chatbot.Answering;
using Chatbot.Knowledge;
using Chatbot.Triage;

namespace Chatbot.Conversations;

/// <summary>
/// The straight line of one visitor message: triage, then an answer. Pure: no storage or network, so the urgent replies
/// work when both are gone. The channel keeps the state.
/// </summary>
internal sealed class Turn(Library library, TriageDesk triage)
{
    public TurnOutcome Take(ConversationState state, string text)
    {
        var verdict = triage.Judge(text);
        return new TurnOutcome(
            new Reply { Kind = ReplyKind.Abstain, Rule = verdict.RuleId, Parts = [new FixedWords("abstain.lead", library.Replies.Say("abstain.lead"))], ContactForm = true },
            state);
    }

    /// <summary>What a new conversation opens with.</summary>
    public Reply Welcome() =>
        new() { Kind = ReplyKind.SmallTalk, Rule = "welcome", Parts = [new FixedWords("welcome", library.Replies.Say("welcome"))] };
}
