using Chatbot.Answering;
using Chatbot.Conversations;
using Chatbot.Knowledge;
using Chatbot.Search.Encoding;
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
    public async Task What_was_answered_in_haste_is_said_again_only_while_the_haste_lasts()
    {
        var vectors = BackgroundVectors.Start(SharedEncoder.Instance!, AnsweringRoom.Texts(Rooms.Library), cacheFile: null, shippedFile: AnsweringRoom.VectorsIn(Rooms.Library.Folder!));
        await vectors.Completion;
        var busy = true;
        var turn = Line(new QuestionModel(Rooms.Library, SharedEncoder.Instance, vectors, _ => busy));

        var hurried = turn.Take(ConversationState.Fresh, Question);
        hurried.Reply.Citations.ShouldNotBeEmpty();
        turn.Take(ConversationState.Fresh, Question).ShouldBeSameAs(hurried);

        busy = false;
        var whole = turn.Take(ConversationState.Fresh, Question);
        whole.ShouldNotBeSameAs(hurried);
        turn.Take(ConversationState.Fresh, Question).ShouldBeSameAs(whole);

        busy = true;
        turn.Take(ConversationState.Fresh, Question).ShouldBeSameAs(whole, "what is known by meaning too costs no time");
    }

    [Fact]
    public async Task A_part_of_a_message_that_was_scored_in_haste_is_scored_again_afterwards()
    {
        var vectors = BackgroundVectors.Start(SharedEncoder.Instance!, AnsweringRoom.Texts(Rooms.Library), cacheFile: null, shippedFile: AnsweringRoom.VectorsIn(Rooms.Library.Folder!));
        await vectors.Completion;
        var busy = true;
        var model = new QuestionModel(Rooms.Library, SharedEncoder.Instance, vectors, _ => busy);
        var hurried = model.Score(Question);
        var before = QuestionModel.HurriedHere;
        model.Score(Question).ShouldBeSameAs(hurried);
        (QuestionModel.HurriedHere - before).ShouldBe(1, "a turn that uses it must know");

        busy = false;

        model.Score(Question).IsHurried.ShouldBeFalse();
        hurried.IsHurried.ShouldBeTrue();
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
