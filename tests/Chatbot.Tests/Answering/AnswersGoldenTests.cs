using System.Text.Json;
using Chatbot.Answering;
using Chatbot.Commands;
using Chatbot.Conversations;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Answering;

/// <summary>
/// What every development question gets, one line each. <c>ANSWERS_GOLDEN=write</c> writes the file again; the difference is
/// read before it is committed, so that nothing that was right turns wrong unseen.
/// </summary>
public sealed class AnswersGoldenTests
{
    private static readonly string Golden = Repository.Path("tests", "gold", "answers-verdicts.txt");

    [Fact]
    public void Every_development_question_gets_what_the_golden_file_says()
    {
        var lines = Lines().ToList();
        if (Environment.GetEnvironmentVariable("ANSWERS_GOLDEN") is "write")
            File.WriteAllLines(Golden, lines);

        lines.ShouldBe(File.ReadAllLines(Golden));
    }

    [Fact]
    public void The_golden_file_would_notice_an_answer_that_turns_wrong()
    {
        var right = File.ReadAllLines(Golden).First(line => line.Contains(" right ", StringComparison.Ordinal));

        Lines(reply => reply with { Parts = [.. reply.Parts.Where(part => part is not Quote)] }).ShouldNotContain(right);
    }

    /// <summary>Each point on which the articles differ, asked for in the words of an authored question, is shown in full.</summary>
    [Fact]
    public void Every_declared_difference_is_shown_with_all_its_positions()
    {
        foreach (var difference in Rooms.Library.Differences)
        {
            var replies = Rooms.Library.Questions
                .Where(question => difference.Triggers.Contains(question.Facts[0], StringComparer.Ordinal))
                .Select(question => Rooms.Ask(question.Text));
            var shown = replies.FirstOrDefault(reply => reply.Rule == $"differ:{difference.Id}");

            shown.ShouldNotBeNull(difference.Id);
            foreach (var position in difference.Positions)
                shown.Citations.ShouldContain(citation => citation.Article == position.Article, $"{difference.Id}: {position.Article}");
        }
    }

    private static IEnumerable<string> Lines(Func<Reply, Reply>? change = null)
    {
        var facts = GoldFacts.Find([Repository.Path("tests", "gold", "questions-dev.jsonl")])!;
        foreach (var file in new[] { "questions-dev.jsonl", "unanswerable-dev.jsonl" })
        {
            foreach (var line in File.ReadLines(Repository.Path("tests", "gold", file)))
            {
                var question = JsonSerializer.Deserialize<GoldQuestion>(line, JsonSerializerOptions.Web)!;
                var state = question.Context is null ? ConversationState.Fresh : Rooms.Turn.Take(ConversationState.Fresh, question.Context).State;
                var reply = Rooms.Turn.Take(state, question.Text).Reply;
                reply = change?.Invoke(reply) ?? reply;
                var answered = reply.Kind is ReplyKind.Answer or ReplyKind.Differ or ReplyKind.Facts or ReplyKind.Clinical;
                var verdict = question.Must is null ? (reply.Kind is ReplyKind.Answer or ReplyKind.Differ ? "answered" : "withheld")
                    : answered && question.AnsweredBy([.. reply.Citations], facts) ? "right" : reply.Kind is ReplyKind.Answer or ReplyKind.Differ ? "wrong" : "withheld";
                yield return $"{question.Id} {verdict} {reply.Rule}{(reply.Citations.Any() ? $" {reply.Citations.First().Url["/articles/".Length..]}" : "")}";
            }
        }
    }
}
