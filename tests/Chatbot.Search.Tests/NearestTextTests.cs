using Shouldly;
using Xunit;

namespace Chatbot.Search.Tests;

public sealed class NearestTextTests
{
    private static readonly string[] Texts = ["Can I drive home after the infusion?", "Does the needle hurt?", "What are the side effects?", "How long does it take?"];

    [Fact]
    public void A_text_is_most_like_itself() => Build().Nearest(Texts[1], 1).ShouldBe([new NearestText(1, 101, 1)], new Close());

    [Theory]
    [InlineData("can u drive home aftr infuson", 100)]
    [InlineData("does teh nedle hurts", 101)]
    [InlineData("any side effect", 102)]
    public void Misspelt_and_texted_questions_find_their_like(string asked, int label) => Build().Nearest(asked, 1)[0].Label.ShouldBe(label);

    [Fact]
    public void Strange_words_make_a_question_less_like()
    {
        var index = Build();

        index.Nearest("does the needle hurt", 1)[0].Similarity.ShouldBeGreaterThan(index.Nearest("does the needle hurt elephants in Botswana", 1)[0].Similarity);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\ud800\0 \u200b")]
    [InlineData("xyzzy")]
    public void What_is_like_nothing_finds_nothing_or_little(string asked) => Build().Nearest(asked, 5).ShouldAllBe(near => near.Similarity < 0.2);

    private static NearestTextIndex Build()
    {
        var builder = new NearestTextIndexBuilder();
        for (var i = 0; i < Texts.Length; i++)
            builder.Add(Texts[i], 100 + i);
        return builder.Build();
    }

    private sealed class Close : IEqualityComparer<NearestText>
    {
        public bool Equals(NearestText x, NearestText y) => x.Entry == y.Entry && x.Label == y.Label && Math.Abs(x.Similarity - y.Similarity) < 1e-4;

        public int GetHashCode(NearestText obj) => obj.Entry;
    }
}
