using Shouldly;
using Xunit;

namespace Chatbot.Search.Tests;

public sealed class TextSpellingTests
{
    private static readonly string[] Texts =
    [
        .. Enumerable.Repeat("Can I drive myself home after the infusion?", 4),
        .. Enumerable.Repeat("How long does a session last, and who is eligible?", 4),
        "I had an infuson, is a nap fine?",
    ];

    private static readonly TextSpelling Spelling = TextSpelling.Of(Texts, CommonWords.Read(["= 1", "massage", "mortgage", "dose", "no", "then", "lower", "driver", "session's"]));

    [Theory]
    [InlineData("can i drvie myslef home", "can i drive myself home")]
    [InlineData("How long dose a sesion last?", "How long does a session last?")]
    [InlineData("how do i no if im elegible", "how do i know if im eligible")]
    [InlineData("is it lower then before", "is it lower than before")]
    [InlineData("after  the INFUSSION!", "after  the infusion!")]
    public void Misspelled_words_are_put_right(string written, string meant) => Spelling.Correct(written).ShouldBe(meant);

    [Theory]
    [InlineData("what is the lowest dose")]
    [InlineData("there is no driver")]
    [InlineData("a massage or a mortgage")]
    [InlineData("xyzzyplugh qwrt 40mg b12 drv")]
    [InlineData("does it last")]
    [InlineData("")]
    [InlineData("\ud800 \0 \u200b")]
    public void What_is_right_short_a_number_or_like_nothing_stays(string written) => Spelling.Correct(written).ShouldBeSameAs(written);

    [Fact]
    public void A_misspelling_that_one_text_has_is_not_taken_for_what_is_meant() => Spelling.Correct("an infuson").ShouldBe("an infusion");

    [Fact]
    public void Only_so_many_words_are_looked_at() =>
        Spelling.Correct(string.Join(' ', Enumerable.Repeat("drvie", 20))).Split(' ').Count(word => word == "drive").ShouldBe(16);
}
