using Chatbot.Search.Encoding;
using Shouldly;
using Xunit;

namespace Chatbot.Search.Tests.Encoding;

public sealed class CompatibilityFormTests
{
    private static readonly CompatibilityForm Form = CompatibilityForm.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "encoder", "use-lite.normalisation")));

    [Theory]
    [InlineData("plain ASCII, left alone", "plain ASCII, left alone")]
    [InlineData("cafe\u0301", "caf\u00e9")]
    [InlineData("caf\u00e9", "caf\u00e9")]
    [InlineData("\ufb01nal \u00bd \u2075 \uff2b\u3000x\u00a0y", "final 1\u20442 5 K x y")]
    [InlineData("s\u0307\u0323", "\u1e69")]
    [InlineData("\u1e69", "\u1e69")]
    [InlineData("a\u0308\u0301 \u0344", "\u00e4\u0301 \u0308\u0301")]
    [InlineData("\u212b\u2126", "\u00c5\u03a9")]
    [InlineData("\u0301e", "\u0301e")]
    [InlineData("e\u0331\u0301", "\u00e9\u0331")]
    [InlineData("e\u0307\u0301", "\u0117\u0301")]
    [InlineData("\ud83d\ude00 \ud835\udc00", "\ud83d\ude00 A")]
    [InlineData("\ud800\u00e9\udc00", "\ud800\u00e9\udc00")]
    public void Texts_get_their_compatibility_form(string text, string expected) => Form.Of(text).ShouldBe(expected);

    [Fact]
    public void A_line_of_another_kind_is_refused() => Should.Throw<FormatException>(() => CompatibilityForm.Parse("X\ta0\t20\n"));
}
