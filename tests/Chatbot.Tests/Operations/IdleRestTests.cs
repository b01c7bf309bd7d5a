using Chatbot.Conversations;
using Chatbot.Knowledge;
using Chatbot.Operations;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Operations;

public sealed class IdleRestTests
{
    [Fact]
    public void Memory_is_given_back_once_each_time_that_nobody_has_asked_for_a_while()
    {
        var turn = Rooms.TurnWith(Rooms.Library);
        var rests = 0;
        using var idle = new IdleRest(turn, TimeProvider.System, () => rests++);

        idle.Look();
        rests.ShouldBe(0);
        idle.Look();
        rests.ShouldBe(1, "the start leaves something behind too");
        idle.Look();
        rests.ShouldBe(1);

        turn.Take(ConversationState.Fresh, "hello");
        idle.Look();
        rests.ShouldBe(1, "somebody asked since the last look");
        idle.Look();
        idle.Look();
        rests.ShouldBe(2);
    }

    [Fact]
    public void An_encoder_that_gave_its_memory_back_says_the_same_as_before()
    {
        using var encoder = SharedEncoder.Open();
        encoder.ShouldNotBeNull();
        var before = encoder.Encode("can I drive home afterwards?");

        encoder.GiveBack();

        encoder.Encode("can I drive home afterwards?").ShouldBe(before);
    }
}
