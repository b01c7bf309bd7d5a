using System.Text.Json;
using Chatbot.Knowledge;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Knowledge;

/// <summary>The authored questions as files: what loading cannot see, because it looks at one line at a time.</summary>
public sealed class QuestionLintTests
{
    /// <summary>More voices find more visitors' wordings. Raise it when questions are added, never lower it.</summary>
    private const int FewestQuestions = 5000;

    /// <summary>A fact that few questions ask for is a fact that few visitors find.</summary>
    private const int FewestQuestionsPerFact = 8;

    /// <summary>Questions with this beginning of their id were written in this repository, without sight of the development sets.</summary>
    private const string WrittenHere = "own-";

    private static readonly string[] Development = ["questions-dev.jsonl", "unanswerable-dev.jsonl", "dialogues-dev.jsonl"];

    private static readonly string Folder = Repository.Path("knowledge", "questions");

    private static readonly IReadOnlyList<Line> Answerable =
        [.. Directory.GetFiles(Folder, "*.jsonl").Where(file => Path.GetFileName(file) is not ("unanswerable.jsonl" or "elsewhere.jsonl" or "follow-ups.jsonl")).Order(StringComparer.Ordinal).SelectMany(Read)];

    private static readonly IReadOnlyList<Line> Unanswerable = [.. Read(Path.Combine(Folder, "unanswerable.jsonl"))];

    [Fact]
    public void There_are_many_questions() => Answerable.Count.ShouldBeGreaterThanOrEqualTo(FewestQuestions);

    [Fact]
    public void Every_question_names_its_facts_once_and_only_known_ones()
    {
        var known = File.ReadLines(Repository.Path("tests", "gold", "facts.tsv")).Skip(1).Select(line => line.Split('\t')[0]).ToHashSet();

        var wrong = Answerable
            .Where(line => line.Facts.Count == 0 || line.Facts.Distinct().Count() != line.Facts.Count || !line.Facts.All(known.Contains))
            .Select(line => $"{line.File} {line.Id}: {string.Join(' ', line.Facts)}");

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_fact_that_a_question_names_stands_in_a_sentence()
    {
        var tied = LibraryReader.Read(Repository.Path("knowledge")).Articles
            .SelectMany(a => a.Sections).SelectMany(s => s.Passages).SelectMany(p => p.Sentences).SelectMany(s => s.Facts).ToHashSet();

        Answerable.SelectMany(line => line.Facts).Distinct().Where(fact => !tied.Contains(fact)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_fact_is_asked_for_in_several_ways()
    {
        var asked = Answerable.SelectMany(line => line.Facts).CountBy(fact => fact).ToDictionary();

        File.ReadLines(Repository.Path("tests", "gold", "facts.tsv")).Skip(1).Select(line => line.Split('\t')[0])
            .Where(fact => asked.GetValueOrDefault(fact) < FewestQuestionsPerFact)
            .ShouldBeEmpty();
    }

    [Fact]
    public void No_question_stands_twice_and_none_is_also_unanswerable() =>
        Twice([.. Answerable, .. Unanswerable]).ShouldBeEmpty();

    [Fact]
    public void Every_follow_up_follows_an_authored_question_and_none_stands_twice()
    {
        var asked = Answerable.Select(line => line.Text).ToHashSet(StringComparer.Ordinal);
        var followUps = LibraryReader.Read(Repository.Path("knowledge")).FollowUps;

        followUps.Count.ShouldBeGreaterThan(1000);
        followUps.Where(followUp => !asked.Contains(followUp.Context)).Select(followUp => followUp.Context).ShouldBeEmpty();
        Twice(followUps.Select(followUp => new Line("follow-ups.jsonl", "", $"{followUp.Text} | {followUp.Context}", followUp.Facts))).ShouldBeEmpty();
    }

    [Fact]
    public void The_check_for_doubles_looks_past_case_spacing_and_punctuation() =>
        Twice([new("a.jsonl", "1", "Can I drive?", []), new("b.jsonl", "2", " can i  DRIVE!", []), new("b.jsonl", "3", "can I drive home?", [])])
            .ShouldBe(["can i drive: a.jsonl 1, b.jsonl 2"]);

    /// <summary>The development sets measure how well unseen wordings are understood; what we write must not be one of theirs with a word changed.</summary>
    [Fact]
    public void No_question_written_here_is_nearly_a_development_question()
    {
        var development = new NearCopies(Development.SelectMany(file => NearCopies.TextsOf(Repository.Path("tests", "gold", file))));
        development.Count.ShouldBeGreaterThan(900);

        Answerable.Where(line => line.Id.StartsWith(WrittenHere, StringComparison.Ordinal))
            .Concat(Unanswerable)
            .Select(line => (line, Copy: development.Of(line.Text)))
            .Where(found => found.Copy is not null)
            .Select(found => $"{found.line.File} {found.line.Id} \"{found.line.Text}\": \"{found.Copy}\"")
            .ShouldBeEmpty();
    }

    /// <summary>Nor word for word a message that measures triage, however short; near copies of longer ones <c>TriageTrainingTests</c> refuses.</summary>
    [Fact]
    public void No_question_written_here_is_a_labelled_message_of_triage()
    {
        var labelled = NearCopies.TextsOf(Repository.Path("tests", "gold", "triage-dev.jsonl")).Select(NearCopies.Normalise).ToHashSet();
        labelled.Count.ShouldBeGreaterThan(400);

        Answerable.Where(line => line.Id.StartsWith(WrittenHere, StringComparison.Ordinal) && labelled.Contains(NearCopies.Normalise(line.Text)))
            .Select(line => $"{line.File} {line.Id}")
            .ShouldBeEmpty();
    }

    /// <summary>
    /// "How long?" is everyone's follow-up, whatever it follows: three words count as a copy only after nearly the same question.
    /// </summary>
    [Fact]
    public void No_follow_up_is_nearly_a_development_one()
    {
        const double sameContext = 0.5;
        const int everyones = 3;
        var development = new NearCopies(Development.SelectMany(file => NearCopies.TextsOf(Repository.Path("tests", "gold", file))));
        var pairs = Development.SelectMany(file => PairsOf(Repository.Path("tests", "gold", file))).ToList();
        pairs.Count.ShouldBeGreaterThan(300);
        var said = new NearCopies(pairs.Select(pair => pair.Text));

        LibraryReader.Read(Repository.Path("knowledge")).FollowUps
            .Where(followUp =>
                (NearCopies.WordCount(followUp.Text) > everyones && development.Of(followUp.Text) is not null)
                || said.AllOf(followUp.Text).Any(at => NearCopies.Near(pairs[at].Context, followUp.Context, sameContext)))
            .Select(followUp => $"\"{followUp.Text}\" after \"{followUp.Context}\"")
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Should I ask my own doctor first?", "should i ask my own doctor about it first", true)]
    [InlineData("what is the GOAL of the treatment", "What is the aim of the treatment?", true)]
    [InlineData("does mum need a lift home", "can my mum drive home", false)]
    [InlineData("", "", false)]
    public void The_check_for_near_copies_looks_at_the_words_that_two_texts_share(string one, string other, bool near) =>
        NearCopies.Near(one, other).ShouldBe(near);

    /// <summary>What a visitor says after something: follow-ups of the questions, and each turn after the one before it.</summary>
    private static IEnumerable<(string Text, string Context)> PairsOf(string file)
    {
        foreach (var line in File.ReadLines(file).Where(line => line.Length > 0))
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("turns", out var turns))
            {
                var said = turns.EnumerateArray().Select(turn => turn.GetProperty("text").GetString()!).ToList();
                for (var i = 1; i < said.Count; i++)
                    yield return (said[i], said[i - 1]);
            }
            else if (json.RootElement.TryGetProperty("context", out var context) && context.ValueKind == JsonValueKind.String)
            {
                yield return (json.RootElement.GetProperty("text").GetString()!, context.GetString()!);
            }
        }
    }

    private static IEnumerable<string> Twice(IEnumerable<Line> lines) =>
        lines.GroupBy(line => NearCopies.Normalise(line.Text))
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(line => $"{line.File} {line.Id}"))}");

    private static IEnumerable<Line> Read(string file)
    {
        foreach (var text in File.ReadLines(file).Where(line => line.Length > 0))
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            yield return new Line(
                Path.GetFileName(file),
                root.TryGetProperty("id", out var id) ? id.GetString()! : "",
                root.GetProperty("text").GetString()!,
                root.TryGetProperty("facts", out var facts) ? [.. facts.EnumerateArray().Select(fact => fact.GetString()!)] : []);
        }
    }

    private sealed record Line(string File, string Id, string Text, IReadOnlyList<string> Facts);
}
