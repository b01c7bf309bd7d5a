using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Chatbot.Tests.Support;
using Microsoft.Data.Sqlite;
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
        var (path, reply) = connector.Received.Where(sent => !IsTyping(sent.Activity)).ShouldHaveSingleItem();
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

    [Fact]
    public async Task The_same_activity_sent_fifty_times_at_once_is_answered_once()
    {
        await using var connector = await LocalConnector.StartAsync();
        var message = Message("does it hurt?", connector.Address);

        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PostAsync(message)));
        message["deliveryMode"] = "expectReplies";
        using var again = await PostAsync(message);

        responses.ShouldAllBe(response => response.StatusCode == HttpStatusCode.OK);
        var (_, reply) = connector.Received.Where(sent => !IsTyping(sent.Activity)).ShouldHaveSingleItem();
        var repeated = (await again.Content.ReadFromJsonAsync<JsonObject>())!["activities"]!.AsArray().ShouldHaveSingleItem()!;
        repeated["text"]!.GetValue<string>().ShouldBe(reply["text"]!.GetValue<string>());
        repeated["recipient"]!["id"]!.GetValue<string>().ShouldBe("staff");
    }

    [Fact]
    public async Task The_emulator_gets_a_trace_of_why_and_a_channel_does_not()
    {
        await using var connector = await LocalConnector.StartAsync();
        var staff = Message("what are the side effects?", connector.Address);
        staff["channelId"] = "emulator";
        staff["conversation"]!["id"] = $"{Guid.NewGuid()}|livechat";
        using var first = await PostAsync(staff);
        using var second = await PostAsync(Message("what are the side effects?", connector.Address));

        var received = connector.Received.Select(sent => sent.Activity).Where(activity => !IsTyping(activity)).ToList();

        received.Select(activity => activity["type"]!.GetValue<string>()).ShouldBe(["message", "trace", "message"]);
        var why = received[1]["value"]!;
        why["triage"]!["class"]!.GetValue<string>().ShouldBe("General");
        why["reply"]!["kind"]!.GetValue<string>().ShouldBe("answer");
        why["search"]!["sentences"]!.AsArray().Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task While_an_answer_takes_long_the_other_side_sees_that_it_is_coming()
    {
        await using var connector = await LocalConnector.StartAsync();
        using var database = new SqliteConnection($"Data Source={Path.Combine(service.Process.StorageFolder, "chatbot.db")};Pooling=false");
        database.Open();
        Run("BEGIN IMMEDIATE");

        var posting = PostAsync(Message("does it hurt?", connector.Address));
        while (connector.Received.IsEmpty && !posting.IsCompleted)
            await Task.Delay(20);
        Run("ROLLBACK");
        using var response = await posting;

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        connector.Received.Select(sent => sent.Activity["type"]!.GetValue<string>()).ShouldBe(["typing", "message"]);

        void Run(string sql)
        {
            using var command = database.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    public static TheoryData<string, string, HttpStatusCode> BadBodies => new()
    {
        { "duplicate member", """{"type":"message","conversation":{"id":"a","id":"b"}}""", HttpStatusCode.BadRequest },
        { "U+0000", """{"type":"message","text":"a\u0000","conversation":{"id":"bad"}}""", HttpStatusCode.BadRequest },
        { "U+0000 in a name", """{"type":"message","a\u0000":1,"conversation":{"id":"bad"}}""", HttpStatusCode.BadRequest },
        { "lone high surrogate", """{"type":"message","text":"\ud83d","conversation":{"id":"bad"}}""", HttpStatusCode.BadRequest },
        { "lone low surrogate", """{"type":"message","text":"\ude00 x","conversation":{"id":"bad"}}""", HttpStatusCode.BadRequest },
        { "text is a number", """{"type":"message","text":1,"conversation":{"id":"bad"}}""", HttpStatusCode.BadRequest },
        { "type is an object", """{"type":{},"conversation":{"id":"bad"}}""", HttpStatusCode.BadRequest },
        { "conversation is a text", """{"type":"message","text":"hi","conversation":"bad"}""", HttpStatusCode.BadRequest },
        { "no conversation", """{"type":"message","text":"hi"}""", HttpStatusCode.BadRequest },
        { "depth 100", $$"""{"type":"message","conversation":{"id":"bad"},"value":{{new string('[', 100)}}{{new string(']', 100)}}}""", HttpStatusCode.BadRequest },
        { "300 KB", $$"""{"type":"message","conversation":{"id":"bad"},"text":"{{new string('a', 300 * 1024)}}"}""", HttpStatusCode.RequestEntityTooLarge },
        { "many members", "{\"type\":\"message\",\"conversation\":{\"id\":\"bad\"},\"value\":{" + string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"m{i}\":1")) + "}}", HttpStatusCode.BadRequest },
        { "half an object", """{"type":"message",""", HttpStatusCode.BadRequest },
        { "not UTF-8", "{\"type\":\"message\",\"text\":\"\u00ff\"", HttpStatusCode.BadRequest },
        { "a number", "7", HttpStatusCode.BadRequest },
        { "null", "null", HttpStatusCode.BadRequest },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Bad_input_gets_a_reason_and_nothing_is_stored(string what, string body, HttpStatusCode expected)
    {
        var before = Rows();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await service.Http.PostAsync(new Uri("/api/messages", UriKind.Relative), content);

        response.StatusCode.ShouldBe(expected, what);
        (await response.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!.GetValue<string>().ShouldNotBeEmpty();
        Rows().ShouldBe(before);
    }

    [Fact]
    public async Task Two_hundred_bodies_of_300_kilobytes_leave_no_memory_behind()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"type":"message","conversation":{"id":"bad"},"text":"{{new string('a', 300 * 1024)}}"}""");
        async Task FloodAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
                (await service.Http.PostAsync(new Uri("/api/messages", UriKind.Relative), content)).Dispose();
            }
        }

        await FloodAsync(50);
        var before = Memory();
        await FloodAsync(200);

        (Memory() - before).ShouldBeLessThan(100);
    }

    /// <summary>On a busy machine any answer may take long enough for it.</summary>
    private static bool IsTyping(JsonObject activity) => activity["type"]!.GetValue<string>() == "typing";

    private long Memory() =>
        long.Parse(File.ReadLines($"/proc/{service.Process.Id}/status").First(line => line.StartsWith("VmRSS")).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024;

    private long Rows()
    {
        using var database = new SqliteConnection($"Data Source={Path.Combine(service.Process.StorageFolder, "chatbot.db")};Mode=ReadOnly;Pooling=false");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = "SELECT (SELECT COUNT(*) FROM Activities) + (SELECT COUNT(*) FROM Conversations)";
        return (long)command.ExecuteScalar()!;
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
