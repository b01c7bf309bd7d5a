using Chatbot.Answering;
using Chatbot.Conversations;
using Chatbot.Knowledge;
using Chatbot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Answering;

/// <summary>The same question in the same state is worked out once, unless something was left out for haste.</summary>
public sealed class RecentRepliesTests
{
    /// <summary>In words that no authored question has, so that meaning is asked.</summary>
    private const string Question = "could i turn out queasy from your drip do you reckon";

    [Fact]
    public void The_same_question_in_the_same_state_gets_the_same_reply_and_in_another_state_its_own()
    {
        var turn = Line(new QuestionModel(Rooms.Library, encoder: null, vectors: null));

        var first = turn.Take(ConversationState.Fresh, Question);

        turn.Take(ConversationState.Fresh, Question).ShouldBeSameAs(first);
        turn.Take(first.State, Question).ShouldNotBeSameAs(first);
        turn.Take(ConversationState.Fresh, "does it make you feel cold?").ShouldNotBeSameAs(first);
    }

    [Fact]
    public void What_was_answered_without_meaning_though_there_is_an_encoder_is_worked_out_anew()
    {
        // Its vectors are not there yet, as in the first moments after a start.
        var turn = Line(new QuestionModel(Rooms.Library, SharedEncoder.Instance, vectors: null));

        var first = turn.Take(ConversationState.Fresh, Question);

        first.Reply.Citations.ShouldNotBeEmpty();
        turn.Take(ConversationState.Fresh, Question).ShouldNotBeSameAs(first);
    }

    [Fact]
    public void A_second_panel_is_the_shorter_one()
    {
        var turn = Line(new QuestionModel(Rooms.Library, encoder: null, vectors: null));

        var first = turn.Take(ConversationState.Fresh, "i want to kill myself");
        var second = turn.Take(first.State, "i want to kill myself");

        first.State.Panels.ShouldBe(1);
        second.State.Panels.ShouldBe(1);
        Length(second).ShouldBeLessThan(Length(first));

        static int Length(TurnOutcome outcome) => outcome.Reply.Parts.OfType<FixedWords>().Sum(words => words.Text.Length);
    }

    private static Turn Line(QuestionModel model) => new(Rooms.Library, Rooms.Triage, new Answerer(Rooms.Library, model), NullLogger<Turn>.Instance);
}
