using System.Text.Json;
using Chatbot.Answering;
using Chatbot.Conversations;
using Chatbot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Chatbot.Tests.Answering;

/// <summary>
/// Follow-ups that training has not seen (<c>tests/gold/follow-ups-unseen.jsonl</c>, in the format of
/// <c>knowledge/questions/follow-ups.jsonl</c>), each asked after a question that it has not seen either.
/// </summary>
public sealed class UnseenFollowUpsTests(ITestOutputHelper output)
{
    private const int Among = 3;

    [Fact]
    public void Most_follow_ups_that_training_has_not_seen_are_understood()
    {
        var answerer = AnsweringRoom.Open(Rooms.Library, withEncoder: true, TextWriter.Null);
        var turn = new Turn(Rooms.Library, Rooms.Triage, answerer, NullLogger<Turn>.Instance);
        var states = new Dictionary<string, ConversationState>(StringComparer.Ordinal);
        var (asked, found) = (0, 0);
        foreach (var line in File.ReadLines(Repository.Path("tests", "gold", "follow-ups-unseen.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var context = json.RootElement.GetProperty("context").GetString()!;
            if (!states.TryGetValue(context, out var state))
                states.Add(context, state = turn.Take(ConversationState.Fresh, context).State);
            var top = answerer.Find(state, json.RootElement.GetProperty("text").GetString()!).Facts.Take(Among).Select(fact => fact.Key);
            asked++;
            found += top.Intersect(json.RootElement.GetProperty("facts").EnumerateArray().Select(fact => fact.GetString()!), StringComparer.Ordinal).Any() ? 1 : 0;
        }

        output.WriteLine($"measured: unseen follow-ups, a right fact among the first {Among}: {found} of {asked}");
        ((double)found / asked).ShouldBeGreaterThanOrEqualTo(0.72);
    }
}
