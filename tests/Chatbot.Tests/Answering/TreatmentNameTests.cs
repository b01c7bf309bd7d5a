using Chatbot.Answering;
using Chatbot.Conversations;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Answering;

public sealed class TreatmentNameTests
{
    [Theory]
    [InlineData("Will I be awake during ketamine infusion therapy?", "Will I be awake during the treatment?")]
    [InlineData("How does Ketamine Infusion Therapy work?", "How does the treatment work?")]
    [InlineData("do ppl get high from iv ketamine therapy", "do ppl get high from the treatment")]
    [InlineData("my ketamine treatment is on friday, can i eat before", "my treatment is on friday, can i eat before")]
    [InlineData("is this ketamine-infusion-therapy safe", "is this treatment safe")]
    [InlineData("side effects of infusion therapy", "side effects of the treatment")]
    [InlineData("What happens during a ketamine infusion?", "What happens during an infusion?")]
    [InlineData("Can I drive after my ketamine infusion", "Can I drive after my infusion")]
    [InlineData("do ketamine infusions hurt", "do infusions hurt")]
    [InlineData("how long is a ketamine session", "how long is a session")]
    public void The_full_name_is_said_short(string text, string shorter) => TreatmentName.Shorten(text).ShouldBe(shorter);

    [Theory]
    [InlineData("What is ketamine infusion therapy?")]
    [InlineData("ketamine infusion therapy")]
    [InlineData("hi, can you tell me more about ketamine therapy please")]
    [InlineData("what exactly are ketamine infusions")]
    [InlineData("is ketamine safe")]
    [InlineData("where does ketamine come from")]
    [InlineData("how long does an infusion take")]
    [InlineData("")]
    public void Where_the_name_is_what_is_asked_about_it_stays(string text) => TreatmentName.Shorten(text).ShouldBeSameAs(text);

    /// <summary>People who wrote the knowledge's questions seldom used the full name, visitors do: it must not lead elsewhere, let alone to "not in our articles".</summary>
    [Theory]
    [InlineData("Will I be awake during {0}?")]
    [InlineData("How do I prepare for {0}?")]
    [InlineData("What are the risks of {0}?")]
    [InlineData("Can I work after {0}?")]
    [InlineData("How does {0} work?")]
    [InlineData("What does {0} feel like?")]
    [InlineData("Who should not have {0}?")]
    [InlineData("How long does {0} take?")]
    [InlineData("Is {0} addictive?")]
    [InlineData("How quickly does {0} help with depression?")]
    public void A_question_gets_the_same_answer_whatever_the_treatment_is_called(string question)
    {
        var turn = Rooms.TurnWith(Rooms.Library);
        Reply Asked(string name) => turn.Take(ConversationState.Fresh, string.Format(System.Globalization.CultureInfo.InvariantCulture, question, name)).Reply;

        var usual = Asked("the treatment");

        usual.Kind.ShouldBeOneOf(ReplyKind.Answer, ReplyKind.Differ);
        foreach (var name in new[] { "ketamine infusion therapy", "ketamine therapy", "the ketamine treatment", "IV ketamine therapy" })
            Asked(name).Citations.First().Snippet.ShouldBe(usual.Citations.First().Snippet, name);
    }
}
