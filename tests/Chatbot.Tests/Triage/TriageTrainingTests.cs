using Chatbot.Knowledge;
using Chatbot.Tests.Support;
using Chatbot.Triage;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Triage;

public sealed class TriageTrainingTests
{
    private static readonly TriageLexicon Lexicon = TriageLexicon.Load(Repository.Path("knowledge", "triage"));
    private static readonly IReadOnlyList<TriageExample> Examples = TriageExample.Load(Repository.Path("knowledge"), Lexicon);

    [Fact]
    public void The_models_were_trained_from_the_examples_that_are_there() =>
        TriageTrainer.SourceOf(Examples, Lexicon).ShouldBe(
            File.ReadAllText(Repository.Path("knowledge", "triage", TriageTrainer.SourceFile)).Trim(),
            "run: dotnet run --project src/Chatbot -- triage train");

    [Fact]
    public void Another_message_class_or_weight_is_another_source()
    {
        var some = Examples.Take(50).ToList();
        var source = TriageTrainer.SourceOf(some, Lexicon);

        TriageTrainer.SourceOf([.. some], Lexicon).ShouldBe(source);
        TriageTrainer.SourceOf([.. some.Skip(1)], Lexicon).ShouldNotBe(source);
        TriageTrainer.SourceOf([some[0] with { Text = some[0].Text + " infusion" }, .. some.Skip(1)], Lexicon).ShouldNotBe(source);
        TriageTrainer.SourceOf([some[0] with { Class = TriageClass.Abuse }, .. some.Skip(1)], Lexicon).ShouldNotBe(source);
        TriageTrainer.SourceOf([some[0] with { Weight = 0.1f }, .. some.Skip(1)], Lexicon).ShouldNotBe(source);
    }

    /// <summary>
    /// The labelled messages measure how well unseen ones are told apart. Up to three words ("who made you") everyone says;
    /// the first file came with its measuring set, and its authors answer for both.
    /// </summary>
    [Fact]
    public void No_message_written_to_learn_from_is_nearly_one_that_measures()
    {
        const int everyones = 3;
        var measuring = new NearCopies(GoldMessage.All().Select(message => message.Text));
        var files = Directory.GetFiles(Repository.Path("knowledge", "triage", "training"), "*.jsonl").Where(file => Path.GetFileName(file) != "triage-train.jsonl").ToList();
        files.Count.ShouldBeGreaterThan(5);

        var questions = LibraryReader.Read(Repository.Path("knowledge")).Questions.Where(question => !question.Id.StartsWith("bank-", StringComparison.Ordinal));
        files.SelectMany(file => NearCopies.TextsOf(file).Select(text => (File: Path.GetFileName(file), Text: text)))
            .Concat(questions.Select(question => (File: question.Id, question.Text)))
            .Where(line => NearCopies.WordCount(line.Text) > everyones && measuring.Of(line.Text) is not null)
            .Select(line => $"{line.File}: \"{line.Text}\"")
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("unanswerable.jsonl")]
    [InlineData("elsewhere.jsonl")]
    [InlineData("follow-ups.jsonl")]
    public void What_nothing_answers_and_what_says_nothing_alone_is_no_example_of_a_harmless_question(string file)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, "questions"));
            File.Copy(Repository.Path("knowledge", "questions", file), Path.Combine(folder.FullName, "questions", file));

            var without = TriageExample.Load(Directory.CreateDirectory(Path.Combine(folder.FullName, "empty")).FullName, Lexicon);

            TriageExample.Load(folder.FullName, Lexicon).Count.ShouldBe(without.Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void All_questions_together_weigh_a_fixed_share_of_the_labelled_messages_and_only_parts_of_harmless_ones_are_learned_from()
    {
        // Questions stand behind the labelled messages, all with the same weight, and the parts of both behind them.
        var asked = LibraryReader.Read(Repository.Path("knowledge")).Questions.Select(question => question.Text).ToHashSet(StringComparer.Ordinal);
        var last = Enumerable.Range(0, Examples.Count).Last(at => asked.Contains(Examples[at].Text) && asked.Contains(Examples[at - 1].Text) && asked.Contains(Examples[at - 2].Text));
        var weight = Examples[last].Weight;
        var questions = Examples.Take(last + 1).Reverse().TakeWhile(example => example.Weight == weight && asked.Contains(example.Text)).ToList();
        var parts = Examples.Skip(last + 1).ToList();

        questions.Count.ShouldBeGreaterThan(14000);
        weight.ShouldBe((float)Math.Min(1, 0.6 * (Examples.Count - questions.Count - parts.Count) / questions.Count), 0.001f);
        parts.Count.ShouldBeGreaterThan(5000);
        parts.ShouldAllBe(part => part.Class > TriageClass.Clinical && part.Weight <= 0.5f);
    }
}
