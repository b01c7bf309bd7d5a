using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Channels;

/// <summary>
/// The form that comes as an Adaptive Card. Visitors who ask the same get the same words from memory; each one's request
/// is one of its own all the same, and only a submit that is repeated is stored once.
/// </summary>
public sealed partial class ContactCardTests(Service service) : IClassFixture<Service>
{
    private const string Clinical = "I take lithium, is it safe for me?";

    [Fact]
    public async Task Two_visitors_who_asked_the_same_make_two_requests_over_Direct_Line()
    {
        var references = new List<string>();
        foreach (var name in new[] { "Kim", "Sam" })
        {
            var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);
            (await visitor.SaysAsync(Clinical)).EnsureSuccessStatusCode();
            var value = Filled((await visitor.ReadsAsync()).Activities[^1], name);

            for (var time = 0; time < 2; time++)
            {
                (await visitor.PostAsync(JsonContent.Create(new { type = "message", value }))).EnsureSuccessStatusCode();
                references.Add(ReferenceIn((await visitor.ReadsAsync()).Activities[^1]));
            }
        }

        references[1].ShouldBe(references[0], "the same card again is the same request");
        references[3].ShouldBe(references[2], "the same card again is the same request");
        references[2].ShouldNotBe(references[0], "somebody else's request");
    }

    [Theory]
    [InlineData("one", "c", "two", "c", "m-1")] // Two conversations of two channels, in which activities are numbered alike.
    [InlineData("one", "c", "one", "d", "m-1")]
    [InlineData("one", "c", "one", "d", null)] // A client that gives its activities no ids.
    public async Task Two_visitors_who_asked_the_same_make_two_requests_over_a_channel(string channel, string conversation, string otherChannel, string otherConversation, string? id)
    {
        var run = Guid.NewGuid().ToString();

        var first = await RequestAsync($"{channel}-{run}", $"{conversation}-{run}", "kim", id);
        var second = await RequestAsync($"{otherChannel}-{run}", $"{otherConversation}-{run}", "sam", id);

        second.ShouldNotBe(first);
    }

    [Fact]
    public async Task Two_people_who_fill_in_the_same_card_of_a_group_make_two_requests()
    {
        var run = Guid.NewGuid().ToString();
        var asked = await PostAsync(Message(run, run, "kim", "m-1", Clinical));

        var references = new List<string>();
        foreach (var (who, at) in new[] { ("kim", "m-2"), ("sam", "m-3"), ("kim", "m-4") })
        {
            var submit = Message(run, run, who, at, text: null);
            submit["value"] = Filled(asked, who);
            references.Add(ReferenceIn(await PostAsync(submit)));
        }

        references[1].ShouldNotBe(references[0], "another person's request");
        references[2].ShouldBe(references[0], "the same card by the same person again");
    }

    private async Task<string> RequestAsync(string channel, string conversation, string who, string? id)
    {
        var asked = await PostAsync(Message(channel, conversation, who, id, Clinical));
        var submit = Message(channel, conversation, who, id is null ? null : "m-2", text: null);
        submit["value"] = Filled(asked, who);
        return ReferenceIn(await PostAsync(submit));
    }

    private static JsonObject Filled(JsonObject reply, string name)
    {
        var value = reply["attachments"]![0]!["content"]!["actions"]![0]!["data"]!.DeepClone().AsObject();
        value["name"] = name;
        value["phone"] = "+1 555 010 0199";
        value["consent"] = "true";
        return value;
    }

    private static string ReferenceIn(JsonObject reply) => References().Match(reply["text"]!.GetValue<string>()) is { Success: true } found ? found.Value : throw new InvalidOperationException($"No reference in: {reply["text"]}");

    private static JsonObject Message(string channel, string conversation, string who, string? id, string? text) => new()
    {
        ["type"] = "message",
        ["id"] = id,
        ["text"] = text,
        ["channelId"] = channel,
        ["deliveryMode"] = "expectReplies",
        ["serviceUrl"] = "http://127.0.0.1:9/",
        ["from"] = new JsonObject { ["id"] = who },
        ["recipient"] = new JsonObject { ["id"] = "the-bot" },
        ["conversation"] = new JsonObject { ["id"] = conversation },
    };

    private async Task<JsonObject> PostAsync(JsonObject activity)
    {
        using var response = await service.Http.PostAsJsonAsync("/api/messages", activity);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["activities"]![0]!.AsObject();
    }

    [GeneratedRegex("[2-9A-Z]{4}(-[2-9A-Z]{4}){3}")]
    private static partial Regex References();
}
