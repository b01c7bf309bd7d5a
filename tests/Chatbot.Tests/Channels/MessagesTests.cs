using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Channels;

/// <summary><c>POST /api/messages</c> as the Emulator and the Agents Playground use it.</summary>
public sealed class MessagesTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task A_message_is_answered_through_the_service_url()
    {
        await using var connector = await LocalConnector.StartAsync();

        using var response = await PostAsync(Message("what are the side effects?", connector.Address));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBeEmpty();
        var (path, reply) = connector.Received.Single();
        path.ShouldBe("/v3/conversations/c%7Clivechat/activities/m-1");
        reply["type"]!.GetValue<string>().ShouldBe("message");
        reply["replyToId"]!.GetValue<string>().ShouldBe("m-1");
        reply["recipient"]!["id"]!.GetValue<string>().ShouldBe("staff");
        reply["from"]!["id"]!.GetValue<string>().ShouldBe("the-bot");
        reply["entities"]![0]!["citation"]![0]!["appearance"]!["abstract"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Expect_replies_gives_them_in_the_response()
    {
        var message = Message("hello", "http://127.0.0.1:9/");
        message["deliveryMode"] = "expectReplies";

        using var response = await PostAsync(message);

        var activities = (await response.Content.ReadFromJsonAsync<JsonObject>())!["activities"]!.AsArray();
        activities.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_joining_user_is_welcomed_once_and_the_joining_bot_not_at_all()
    {
        var conversation = Guid.NewGuid().ToString();
        JsonObject Joined(string who) => new()
        {
            ["type"] = "conversationUpdate",
            ["conversation"] = new JsonObject { ["id"] = conversation },
            ["recipient"] = new JsonObject { ["id"] = "the-bot" },
            ["membersAdded"] = new JsonArray(new JsonObject { ["id"] = who }),
            ["deliveryMode"] = "expectReplies",
        };

        var counts = new List<int>();
        foreach (var who in new[] { "the-bot", "staff", "staff" })
        {
            using var response = await PostAsync(Joined(who));
            counts.Add((await response.Content.ReadFromJsonAsync<JsonObject>())!["activities"]!.AsArray().Count);
        }

        counts.ShouldBe([0, 1, 0]);
    }

    [Fact]
    public async Task A_dead_service_url_is_no_error()
    {
        using var response = await PostAsync(Message("hello", $"http://127.0.0.1:{ServiceProcess.FreePort()}"));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("http://127.0.0.1@evil.example/")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("http://169.254.169.254/")]
    [InlineData("not an address")]
    public async Task Without_an_app_id_only_a_loopback_service_url_passes(string serviceUrl)
    {
        using var response = await PostAsync(Message("hello", serviceUrl));

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("""{"type":"message"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"type":"somethingNew"}""", HttpStatusCode.OK)]
    [InlineData("""{"type":"invoke","name":"x"}""", HttpStatusCode.NotImplemented)]
    public async Task Odd_activities_get_the_status_that_the_protocol_names(string body, HttpStatusCode expected)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await service.Http.PostAsync(new Uri("/api/messages", UriKind.Relative), content);

        response.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Other_methods_are_405()
    {
        using var response = await service.Http.GetAsync(new Uri("/api/messages", UriKind.Relative));

        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task A_submitted_contact_card_is_stored_and_confirmed_with_its_reference()
    {
        var card = Message("", "http://127.0.0.1:9/");
        card.Remove("text");
        card["deliveryMode"] = "expectReplies";
        card["value"] = new JsonObject { ["form"] = "contact", ["idempotencyKey"] = Guid.NewGuid().ToString(), ["name"] = "Kim", ["phone"] = "+1 555 010 0199", ["consent"] = "true" };

        using var response = await PostAsync(card);

        var text = (await response.Content.ReadFromJsonAsync<JsonObject>())!["activities"]![0]!["text"]!.GetValue<string>();
        var reference = System.Text.RegularExpressions.Regex.Match(text, "[2-9A-Z]{4}(-[2-9A-Z]{4}){3}").Value;
        var state = await service.Http.GetFromJsonAsync<JsonObject>($"/api/contact/{reference}");
        state!["state"]!.GetValue<string>().ShouldBe("received");
    }

    [Fact]
    public async Task Outside_development_the_service_refuses_to_start_without_an_app_id()
    {
        var (exitCode, output) = await ServiceProcess.RunToExitAsync(settings: new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production" });

        exitCode.ShouldNotBe(0);
        output.ShouldContain("BotFramework:AppId is missing");
    }

    private static JsonObject Message(string text, string serviceUrl) => new()
    {
        ["type"] = "message",
        ["id"] = "m-1",
        ["text"] = text,
        ["channelId"] = Guid.NewGuid().ToString(),
        ["serviceUrl"] = serviceUrl,
        ["from"] = new JsonObject { ["id"] = "staff" },
        ["recipient"] = new JsonObject { ["id"] = "the-bot" },
        ["conversation"] = new JsonObject { ["id"] = "c|livechat" },
    };

    private Task<HttpResponseMessage> PostAsync(JsonObject activity) => service.Http.PostAsJsonAsync("/api/messages", activity);
}
