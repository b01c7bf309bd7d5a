using Chatbot.Answering;
using Chatbot.Conversations;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Answering;

/// <summary>"And Gateway?": what was asked before, of one article.</summary>
public sealed class NamedClinicTests
{
    [Theory]
    [InlineData("How long does an infusion take?", "and Gateway?", "Gateway Solutions")]
    [InlineData("When may I operate machinery?", "what about the one in Leesburg", "Virginia Infusion Therapies")]
    [InlineData("Is it approved by the FDA?", "Delray?", "Delray Brain Science")]
    public void An_article_that_has_nothing_on_it_is_not_quoted_on_something_else(string question, string named, string source)
    {
        var asked = Rooms.Turn.Take(ConversationState.Fresh, question);

        var (reply, state) = Rooms.Turn.Take(asked.State, named);

        reply.Kind.ShouldBe(ReplyKind.Abstain);
        reply.Rule.ShouldBe("abstain:article-silent");
        reply.Citations.ShouldBeEmpty();
        reply.HelpLine.ShouldBeTrue();
        reply.ContactForm.ShouldBeTrue();
        reply.Parts.OfType<FixedWords>().First().Text.ShouldContain($"in the article of {source}");
        state.ShouldBe(asked.State, "the question stays open, and it is no miss");
    }

    [Theory]
    [InlineData("How long does an infusion take?", "and Gateway?", "and in Leesburg?", "70 minutes")]
    [InlineData("How long does an infusion take?", "and Gateway?", "ok and what about the one in Leesburg", "70 minutes")]
    [InlineData("How long does an infusion take?", "what does Gateway say", "ok and in Boston", "40 minutes")]
    [InlineData("When may I operate machinery?", "Leesburg?", "and Gateway?", "24 hours")]
    public void The_next_clinic_is_asked_the_same(string question, string silent, string next, string says)
    {
        var state = Rooms.Turn.Take(Rooms.Turn.Take(ConversationState.Fresh, question).State, silent).State;

        var reply = Rooms.Turn.Take(state, next).Reply;

        reply.Citations.Select(citation => citation.Article).Distinct().Count().ShouldBe(1);
        string.Join(' ', reply.Citations.Select(citation => citation.Snippet)).ShouldContain(says);
    }

    [Fact]
    public void What_only_one_article_tells_is_nothing_that_another_one_is_said_to_leave_out()
    {
        var state = Rooms.Turn.Take(ConversationState.Fresh, "Who is Thomas and where did he tell his story?").State;
        state.LastQuestion.ShouldNotBeNull();

        Rooms.Turn.Take(state, "Midwest?").Reply.Rule.ShouldNotBe("abstain:article-silent");
    }
}
