using Chatbot.Answering;
using Chatbot.Commands;
using Chatbot.Conversations;
using Chatbot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Commands;

public sealed class CalibrateTests : IDisposable
{
    private static readonly string[] Gold = [Repository.Path("tests", "gold", "questions-dev.jsonl"), Repository.Path("tests", "gold", "unanswerable-dev.jsonl")];
    private static readonly string Committed = AnswerOdds.PathIn(Repository.Path("knowledge"));

    /// <summary>A few questions more may move the weights by so much; the last training moved two of them by twice as much.</summary>
    private const double Tolerance = 0.3;

    private static readonly Lazy<Answerer> Answering = new(() => AnsweringRoom.Open(Rooms.Library, withEncoder: true, TextWriter.Null));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatbot-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_weights_that_stand_are_those_that_the_knowledge_of_now_gives()
    {
        var (stands, fitted) = (AnswerOdds.Read(Committed), Fitted(Gold));

        fitted.Bias.ShouldBe(stands.Bias, Tolerance, "run kb calibrate, as knowledge/README.md says");
        for (var i = 0; i < stands.Weights.Count; i++)
            fitted.Weights[i].ShouldBe(stands.Weights[i], Tolerance, "run kb calibrate, as knowledge/README.md says");
        fitted.Needed.ShouldBe(stands.Needed);
        fitted.NeededInDoubt.ShouldBe(stands.NeededInDoubt);
    }

    [Fact]
    public void Questions_that_are_to_judge_have_no_part_in_the_fit_and_those_that_fit_have()
    {
        var lines = File.ReadAllLines(Gold[0]);
        var judging = lines.Count(line => line.Contains("\"split\": \"B\"", StringComparison.Ordinal));
        judging.ShouldBeGreaterThan(100);
        var whole = Fitted(Gold);

        var withoutJudges = Fitted([Written([.. lines.Where(line => !line.Contains("\"split\": \"B\"", StringComparison.Ordinal))]), Gold[1]]);
        var withFewer = Fitted([Written([.. lines.Take(lines.Length / 2)]), Gold[1]]);

        withoutJudges.Weights.ShouldBe(whole.Weights);
        withFewer.Weights.ShouldNotBe(whole.Weights);
    }

    [Fact]
    public void Without_its_files_it_says_what_is_missing_and_writes_nothing()
    {
        using var progress = new StringWriter();
        var target = Path.Combine(_folder.FullName, "odds.json");
        var calibrate = new Calibrate(Rooms.Turn, Answering.Value, TextWriter.Null, progress);

        calibrate.Run(["nowhere.jsonl"], signalsFile: null, target).ShouldBe(2);
        progress.ToString().ShouldContain("There is no file nowhere.jsonl.");
        var alone = Path.Combine(_folder.CreateSubdirectory("alone").FullName, "questions.jsonl");
        File.Copy(Gold[0], alone);
        calibrate.Run([alone], signalsFile: null, target).ShouldBe(2);
        progress.ToString().ShouldContain("facts.tsv");
        File.Exists(target).ShouldBeFalse();
    }

    private AnswerOdds Fitted(IReadOnlyList<string> files)
    {
        var target = Path.Combine(_folder.FullName, "odds.json");
        File.Copy(Committed, target, overwrite: true);
        var turn = new Turn(Rooms.Library, Rooms.Triage, Answering.Value, NullLogger<Turn>.Instance);
        using var output = new StringWriter();

        new Calibrate(turn, Answering.Value, output, TextWriter.Null).Run(files, signalsFile: null, target).ShouldBe(0);

        output.ToString().ShouldContain("not fitted on");
        return AnswerOdds.Read(target);
    }

    /// <summary>With the facts beside it.</summary>
    private string Written(string[] lines)
    {
        File.Copy(Repository.Path("tests", "gold", "facts.tsv"), Path.Combine(_folder.FullName, "facts.tsv"), overwrite: true);
        var file = Path.Combine(_folder.FullName, "questions.jsonl");
        File.WriteAllLines(file, lines);
        return file;
    }
}
