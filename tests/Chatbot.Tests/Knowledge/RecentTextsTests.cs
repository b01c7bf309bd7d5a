using Chatbot.Knowledge;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Knowledge;

public sealed class RecentTextsTests
{
    [Fact]
    public void What_was_kept_is_found_by_the_very_same_text_alone()
    {
        var recent = new RecentTexts<string>(10);
        recent.Keep("does it hurt", "a little");

        recent.Find("does it hurt").ShouldBe("a little");
        recent.Find("does it hurt?").ShouldBeNull();
        recent.Find("Does it hurt").ShouldBeNull();
    }

    [Fact]
    public void There_are_never_more_than_that_and_what_is_asked_for_stays()
    {
        var recent = new RecentTexts<string>(10);
        recent.Keep("often", "kept");
        for (var i = 0; i < 1000; i++)
        {
            recent.Keep($"{i}", "once");
            recent.Find("often").ShouldBe("kept");
        }

        recent.Count.ShouldBeInRange(1, 10);
    }
}
