using System.Diagnostics;
using System.Text.Json;
using Chatbot.Answering;
using Chatbot.Conversations;
using Spectre.Console;

namespace Chatbot.Commands;

/// <summary>
/// <c>eval answers FILE…</c>: asks every question of the files and scores the cited snippets. A file with <c>must</c> in
/// its lines holds answerable questions, one without holds unanswerable ones. <c>facts.tsv</c> beside the first file
/// gives the keys of facts and the clinics of sources.
/// </summary>
internal sealed class EvalAnswers(Turn turn, TextWriter output, TextWriter progress)
{
    private const int WarmUp = 100;

    private readonly List<Scored> _answerable = [];
    private readonly List<(string Id, ReplyKind Kind)> _unanswerable = [];
    private readonly List<double> _milliseconds = [];

    private enum Outcome
    {
        Right,
        Wrong,
        Abstained,
    }

    public int Run(IReadOnlyList<string> files, bool listMisses)
    {
        if (files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
        {
            progress.WriteLine($"There is no file {missing}.");
            return 2;
        }

        var facts = GoldFacts.Find(files);
        if (facts is null)
        {
            progress.WriteLine("facts.tsv must stand beside one of the files: it names the keys of the facts. Copy it there.");
            return 2;
        }

        foreach (var file in files)
            Ask(file, facts);
        if (listMisses)
            ListMisses();
        Print();
        return 0;
    }

    private void Ask(string file, GoldFacts facts)
    {
        var lines = File.ReadAllLines(file);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length == 0)
                continue;
            var question = JsonSerializer.Deserialize<GoldQuestion>(lines[i], JsonSerializerOptions.Web)!;
            var state = question.Context is null ? ConversationState.Fresh : turn.Take(ConversationState.Fresh, question.Context).State;
            var started = Stopwatch.GetTimestamp();
            var reply = turn.Take(state, question.Text).Reply;
            _milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (question.Must is null)
                _unanswerable.Add((question.Id, reply.Kind));
            else
                _answerable.Add(Score(question, reply, facts));
            if ((i + 1) % 100 == 0)
                progress.WriteLine($"{Path.GetFileName(file)}: {i + 1} of {lines.Length}");
        }
    }

    private static Scored Score(GoldQuestion question, Reply reply, GoldFacts facts)
    {
        var citations = reply.Citations.ToList();
        var answered = citations.Count > 0 && reply.Kind is ReplyKind.Answer or ReplyKind.Differ or ReplyKind.Facts or ReplyKind.Clinical;
        var right = answered && question.AnsweredBy(citations, facts);
        var outcome = right ? Outcome.Right : reply.Kind is ReplyKind.Answer or ReplyKind.Differ ? Outcome.Wrong : Outcome.Abstained;
        return new Scored(question, reply, outcome, right && question.Holds(citations[0], facts));
    }

    private void Print()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Profile.Width = 100;
        Table("topic", _answerable.GroupBy(scored => scored.Question.Topic ?? "-", StringComparer.Ordinal), console);
        Table("style", _answerable.GroupBy(scored => scored.Question.Style ?? "-", StringComparer.Ordinal), console);
        Table("echo", _answerable.GroupBy(scored => scored.Question.Echo ? "question holds the key" : "it does not", StringComparer.Ordinal), console);
        Table("sources", _answerable.GroupBy(scored => scored.Question.Multi ? "two wanted" : "one is enough", StringComparer.Ordinal), console);
        Table("split", _answerable.GroupBy(scored => scored.Question.Split ?? "-", StringComparer.Ordinal), console);

        output.WriteLine($"a reply in process, the first hundred left out: {Times()}");
        var n = _answerable.Count;
        var right = _answerable.Count(scored => scored.Outcome == Outcome.Right);
        var withheld = _unanswerable.Count(scored => scored.Kind is not (ReplyKind.Answer or ReplyKind.Differ));
        output.WriteLine(
            $"answers: right {Share(right, n)} ({right}/{n}) first {Share(_answerable.Count(s => s.First), n)} wrong {Share(_answerable.Count(s => s.Outcome == Outcome.Wrong), n)} "
            + $"abstained {Share(_answerable.Count(s => s.Outcome == Outcome.Abstained), n)} | unanswerable: abstained {Share(withheld, _unanswerable.Count)}");
    }

    /// <summary>Without those at the start, when code is still being compiled.</summary>
    private string Times()
    {
        var sorted = _milliseconds.Skip(WarmUp).Order().ToList();
        return sorted.Count == 0 ? "-" : $"median {At(0.5):0.0} ms, p99 {At(0.99):0.0} ms";

        double At(double share) => sorted[(int)(share * (sorted.Count - 1))];
    }

    private static void Table(string name, IEnumerable<IGrouping<string, Scored>> groups, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(name);
        foreach (var column in new[] { "n", "right", "first", "wrong", "abstained" })
            table.AddColumn(column, c => c.RightAligned());
        foreach (var group in groups.OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var n = group.Count();
            table.AddRow(
                group.Key,
                $"{n}",
                Share(group.Count(s => s.Outcome == Outcome.Right), n),
                Share(group.Count(s => s.First), n),
                Share(group.Count(s => s.Outcome == Outcome.Wrong), n),
                Share(group.Count(s => s.Outcome == Outcome.Abstained), n));
        }

        if (table.Rows.Count > 0)
            console.Write(table);
    }

    private void ListMisses()
    {
        foreach (var scored in _answerable.Where(scored => scored.Outcome != Outcome.Right))
        {
            output.WriteLine($"{scored.Outcome} {scored.Question.Id} [{scored.Question.Style}] {scored.Question.Context} / {scored.Question.Text} -> {scored.Reply.Rule} (wanted {string.Join(' ', scored.Question.Facts!)})");
            foreach (var citation in scored.Reply.Citations)
                output.WriteLine($"    {citation.Source}: {citation.Snippet}");
        }

        foreach (var (id, kind) in _unanswerable.Where(u => u.Kind is ReplyKind.Answer or ReplyKind.Differ))
            output.WriteLine($"Answered {id}: {kind}");
    }

    private static string Share(int part, int whole) => whole == 0 ? "-" : $"{(double)part / whole:0.000}";

    private sealed record Scored(GoldQuestion Question, Reply Reply, Outcome Outcome, bool First);
}
