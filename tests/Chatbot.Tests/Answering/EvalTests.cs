using System.Globalization;
using System.Text.RegularExpressions;
using Chatbot.Commands;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Answering;

/// <summary>The development questions, scored as <c>eval answers</c> does; the floors are what this stage promises.</summary>
public sealed partial class EvalTests
{
    [Fact]
    public void Right_on_at_least_80_percent_and_silent_on_at_least_90_percent_of_the_unanswerable()
    {
        using var output = new StringWriter();

        var exitCode = new EvalAnswers(Rooms.Turn, output, TextWriter.Null).Run([Repository.Path("tests", "gold", "questions-dev.jsonl"), Repository.Path("tests", "gold", "unanswerable-dev.jsonl")], listMisses: false);

        exitCode.ShouldBe(0);
        var summary = Summary().Match(output.ToString().TrimEnd().Split('\n')[^1]);
        summary.Success.ShouldBeTrue();
        summary.Groups["n"].Value.ShouldBe("424");
        double.Parse(summary.Groups["right"].Value, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(0.87);
        double.Parse(summary.Groups["silent"].Value, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(0.90);
    }

    [Fact]
    public void Four_of_five_turns_of_whole_conversations_get_what_they_should()
    {
        using var output = new StringWriter();

        var exitCode = new EvalDialogues(Rooms.Turn, output, TextWriter.Null).Run([Repository.Path("tests", "gold", "dialogues-dev.jsonl")], "even", listMisses: false);

        exitCode.ShouldBe(0);
        var summary = DialogueSummary().Match(output.ToString().TrimEnd().Split('\n')[^1]);
        summary.Success.ShouldBeTrue();
        double.Parse(summary.Groups["turns"].Value, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(0.80);
    }

    [Theory]
    [InlineData("a|b&c", "B then c", true)]
    [InlineData("a|b&c", "a only", false)]
    [InlineData("sweat", "Sweating", true)]
    [InlineData("IV", "ivory", false)]
    [InlineData("40", "400", false)]
    [InlineData("30-45", "30–45 minutes", true)]
    [InlineData("don't", "don’t", true)]
    [InlineData("eat", "heat", false)]
    public void The_key_grammar_is_that_of_the_gold_files(string key, string text, bool matches) => KeyGrammar.Matches(key, text).ShouldBe(matches);

    [GeneratedRegex(@"^answers: right (?<right>[0-9.]+) \(\d+/(?<n>\d+)\) first [0-9.]+ wrong [0-9.]+ abstained [0-9.]+ \| unanswerable: abstained (?<silent>[0-9.]+)\r?$")]
    private static partial Regex Summary();

    [GeneratedRegex(@"^dialogues: turns (?<turns>[0-9.]+) follow-ups [0-9.]+ abstain [0-9.]+ clinical [0-9.]+\r?$")]
    private static partial Regex DialogueSummary();
}
