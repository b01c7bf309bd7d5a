using Chatbot.Answering;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Answering;

/// <summary>What a message says by its shape: which article it names, that it asks about the last answer, that it holds two questions.</summary>
public sealed class MessageShapeTests
{
    [Theory]
    [InlineData("what does Delray say about driving", "delray-brain-science")]
    [InlineData("and in leesburg?", "virginia-infusion-therapies")]
    [InlineData("How did Thomas feel?", "virginia-infusion-therapies")]
    public void A_clinic_a_town_or_a_person_names_an_article(string text, string article) => new Mention(Rooms.Library).Of(text)?.Article.ShouldBe(article);

    [Theory]
    [InlineData("can I drive home")]
    [InlineData("is Delray better than Midwest Ketafusion?")]
    [InlineData("delrayish")]
    public void Nothing_two_of_them_or_a_part_of_a_word_names_none(string text) => new Mention(Rooms.Library).Of(text).ShouldBeNull();

    [Theory]
    [InlineData("says who?", null, false)]
    [InlineData("are you sure", null, false)]
    [InlineData("Tell me more", null, true)]
    [InlineData("the second one", 1, true)]
    public void A_message_about_the_last_answer_is_known(string text, int? which, bool more) => Repeat.Of(text).ShouldBe(new Repeat(which, more));

    [Theory]
    [InlineData("tell me more about side effects")]
    [InlineData("who says I have to fast before it?")]
    [InlineData("")]
    public void A_question_of_its_own_is_none(string text) => Repeat.Of(text).ShouldBeNull();

    [Theory]
    [InlineData("Can I drive home? Can I eat before it?", "Can I drive home?", "Can I eat before it?")]
    [InlineData("does it hurt and how long does it take", "does it hurt", "how long does it take")]
    public void Two_questions_are_taken_apart(string text, params string[] parts) => QuestionParts.Two(text).ShouldBe(parts);

    [Theory]
    [InlineData("Does it help with anxiety and depression?")]
    [InlineData("Really? How long?")]
    [InlineData("a and b and can I and do I")]
    public void One_question_stays_whole(string text) => QuestionParts.Two(text).ShouldBeEmpty();

    [Fact]
    public void Of_a_story_the_questions_count() =>
        QuestionParts.OfLong("My sister had it last year in another town and loved it. How long does it take? She never said.").ShouldBe(["How long does it take?"]);

    [Fact]
    public void A_story_without_a_question_mark_counts_by_its_sentences() =>
        QuestionParts.OfLong("My sister had it last year in another town. tell me how long it takes. thanks").Count.ShouldBe(2);
}
