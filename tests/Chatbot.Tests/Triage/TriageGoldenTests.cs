using System.Globalization;
using Chatbot.Search.Encoding;
using Chatbot.Tests.Support;
using Chatbot.Triage;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Chatbot.Tests.Triage;

/// <summary>
/// A verdict a line for every labelled message, and the shares below them. <c>TRIAGE_GOLDEN=write</c> writes them again; the
/// difference is then read before it is committed. With the sentence encoder and without it, since both are ways to run.
/// </summary>
public sealed class TriageGoldenTests(ITestOutputHelper output)
{
    private static bool Write => Environment.GetEnvironmentVariable("TRIAGE_GOLDEN") is "write";

    [Theory]
    [InlineData("triage-dev", true)]
    [InlineData("triage-dev", false)]
    [InlineData("triage-blind", true)]
    [InlineData("triage-blind", false)]
    [InlineData("triage-blind-2", true)]
    [InlineData("triage-blind-2", false)]
    [InlineData("triage-blind-3", true)]
    [InlineData("triage-blind-3", false)]
    [InlineData("triage-blind-4", true)]
    [InlineData("triage-blind-4", false)]
    public void Verdicts_are_those_of_the_golden_file(string set, bool withEncoder)
    {
        var encoder = withEncoder ? TriageRoom.Encoder() : null;
        if (withEncoder && encoder is null)
        {
            output.WriteLine($"triage: {set} with the encoder was left out: its files are not there");
            return;
        }

        using var closing = encoder as SentenceEncoder;
        var desk = TriageRoom.OpenWith(Repository.Path("knowledge"), encoder);
        desk.HasSentences.ShouldBe(withEncoder, "triage/sentences.bin must fit the encoder; train again");
        var judged = GoldMessage.Of(set).Select(message => (Message: message, Verdict: desk.Judge(message.Text))).ToList();
        var lines = judged.Select(pair => $"{pair.Message.Id} {pair.Message.Class} -> {pair.Verdict.Class} {pair.Verdict.RuleId}{(pair.Verdict.Doubt ? " doubt" : "")}")
            .Concat(["", "lines 2, 4, 6 ... :", .. Shares([.. judged.Where((_, at) => at % 2 == 1)]), "all:", .. Shares(judged)])
            .ToList();
        var file = Repository.Path("tests", "gold", "triage-verdicts", $"{set}{(withEncoder ? "" : "-without-encoder")}.txt");

        if (Write)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllLines(file, lines);
        }

        foreach (var share in lines.SkipWhile(line => line.Length > 0).Skip(1))
            output.WriteLine($"triage: {set}{(withEncoder ? "" : " without the encoder")}: {share}");
        File.ReadAllLines(file).ShouldBe(lines);
    }

    private static IEnumerable<string> Shares(List<(GoldMessage Message, TriageVerdict Verdict)> judged)
    {
        string Share(Func<GoldMessage, bool> of, Func<TriageVerdict, bool> what)
        {
            var all = judged.Where(pair => of(pair.Message)).ToList();
            return string.Create(CultureInfo.InvariantCulture, $"{all.Count(pair => what(pair.Verdict))} of {all.Count}");
        }

        yield return $"  crisis given the panel: {Share(m => m.Class == "crisis", v => v.Urgent)}";
        yield return $"  emergency given the panel: {Share(m => m.Class == "emergency", v => v.Urgent)}";
        yield return $"  clinical handed off or given the panel: {Share(m => m.Class == "clinical_personal", v => v.Urgent || v.Class == TriageClass.Clinical)}";
        yield return $"  clinical given the panel: {Share(m => m.Class == "clinical_personal" && !m.PanelTolerated, v => v.Urgent)}";
        yield return $"  others given the panel: {Share(m => !m.Urgent && m.Class != "clinical_personal" && !m.PanelTolerated, v => v.Urgent)}";
        yield return $"  general, practical and cost questions handed off: {Share(m => m.Class is "general" or "general_uncovered" or "general_suicide_topic" or "logistics" or "cost", v => v.Class == TriageClass.Clinical)}";
    }
}
