using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Channels;

/// <summary>Direct Line 3.0 over real HTTP against the real service.</summary>
public sealed class DirectLineTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task A_conversation_opens_with_the_welcome_and_answers_with_citations()
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);
        using var posted = await visitor.SaysAsync("do i need a driver?");

        var (activities, watermark) = await visitor.ReadsAsync();

        posted.StatusCode.ShouldBe(HttpStatusCode.OK);
        watermark.ShouldBe("3");
        activities.Select(a => a["from"]!["role"]!.GetValue<string>()).ShouldBe(["bot", "user", "bot"]);
        activities[0]["text"]!.GetValue<string>().ShouldContain("automated assistant");
        activities[2]["entities"]![0]!["citation"]!.AsArray().Count.ShouldBeGreaterThan(2);
        activities[2]["channelData"]!["reply"]!["kind"]!.GetValue<string>().ShouldBe("differ");
        activities[2]["replyToId"]!.GetValue<string>().ShouldBe(activities[1]["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_sender_is_the_tokens_user_whatever_the_activity_claims()
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);
        using var posted = await visitor.SaysAsync("hello");

        var (activities, _) = await visitor.ReadsAsync();

        activities[1]["from"]!["id"]!.GetValue<string>().ShouldStartWith("dl_");
        activities[1]["from"]!["role"]!.GetValue<string>().ShouldBe("user");
    }

    [Fact]
    public async Task The_same_client_activity_sent_ten_times_at_once_is_answered_once()
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => visitor.SaysAsync("does it hurt?", "client-1")));

        var (activities, _) = await visitor.ReadsAsync();
        activities.Count.ShouldBe(3);
        var ids = await Task.WhenAll(replies.Select(async r => (await r.Content.ReadFromJsonAsync<JsonObject>())!["id"]!.GetValue<string>()));
        ids.Distinct().ShouldBe([activities[1]["id"]!.GetValue<string>()]);
    }

    [Fact]
    public async Task A_watermark_gives_only_what_came_after_it()
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);
        var (_, watermark) = await visitor.ReadsAsync();
        using var posted = await visitor.SaysAsync("thanks");

        var (activities, next) = await visitor.ReadsAsync(watermark);
        var (nothing, same) = await visitor.ReadsAsync(next);

        activities.Count.ShouldBe(2);
        nothing.ShouldBeEmpty();
        same.ShouldBe(next);
    }

    [Fact]
    public async Task A_token_opens_no_other_conversation_and_tells_nothing_of_it()
    {
        var mine = await DirectLineVisitor.ArrivesAsync(service.Http);
        var other = await DirectLineVisitor.ArrivesAsync(service.Http);

        var bodies = new List<string>();
        foreach (var id in new[] { other.Conversation, "no-such-conversation" })
        {
            foreach (var (method, path) in new[] { (HttpMethod.Get, ""), (HttpMethod.Get, "/activities"), (HttpMethod.Post, "/activities"), (HttpMethod.Post, "/upload") })
            {
                using var request = DirectLineVisitor.Request(method, $"/v3/directline/conversations/{id}{path}", mine.Token, method == HttpMethod.Post ? JsonContent.Create(new { type = "message" }) : null);
                using var response = await service.Http.SendAsync(request);
                response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
                bodies.Add(await response.Content.ReadAsStringAsync());
            }
        }

        bodies.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task No_token_is_401_and_a_token_with_any_character_changed_opens_nothing()
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);
        using var without = await service.Http.SendAsync(DirectLineVisitor.Request(HttpMethod.Get, $"/v3/directline/conversations/{visitor.Conversation}/activities", token: null));

        var accepted = new List<int>();
        // The last character of base64url holds unused bits, so a change there may decode to the same signature.
        for (var i = 0; i < visitor.Token.Length - 1; i++)
        {
            var changed = visitor.Token[..i] + (visitor.Token[i] == 'A' ? 'B' : 'A') + visitor.Token[(i + 1)..];
            using var request = DirectLineVisitor.Request(HttpMethod.Get, $"/v3/directline/conversations/{visitor.Conversation}/activities", changed);
            using var response = await service.Http.SendAsync(request);
            if (response.IsSuccessStatusCode)
                accepted.Add(i);
        }

        without.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        accepted.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""["not an object"]""", HttpStatusCode.BadRequest)]
    [InlineData("""{"text":"no type"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"type":"message","type":"message"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"type":"message","text":42}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"type":"message","text":"a\u0000b"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"type":"message","text":"\ud800"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"type":"message","text":""", HttpStatusCode.BadRequest)]
    public async Task A_malformed_activity_gets_a_reason_and_changes_nothing(string body, HttpStatusCode expected)
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);

        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await visitor.PostAsync(content);

        response.StatusCode.ShouldBe(expected);
        (await response.Content.ReadFromJsonAsync<JsonObject>())!["error"]!["message"]!.GetValue<string>().ShouldNotBeEmpty();
        (await visitor.ReadsAsync()).Activities.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_body_of_300_kilobytes_is_413_and_one_a_hundred_levels_deep_is_400()
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);
        using var huge = new StringContent($$"""{"type":"message","text":"{{new string('a', 300 * 1024)}}"}""", Encoding.UTF8, "application/json");
        using var deep = new StringContent($$"""{"type":"message","value":{{string.Concat(Enumerable.Repeat("[", 100))}}{{string.Concat(Enumerable.Repeat("]", 100))}}}""", Encoding.UTF8, "application/json");
        using var wrong = new StringContent("type=message", Encoding.UTF8, "application/x-www-form-urlencoded");

        using var first = await visitor.PostAsync(huge);
        using var second = await visitor.PostAsync(deep);
        using var third = await visitor.PostAsync(wrong);

        first.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        second.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        third.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await visitor.ReadsAsync()).Activities.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n ")]
    [InlineData("')); DROP TABLE Activities;--")]
    [InlineData("<script>alert(1)</script>")]
    public async Task An_empty_or_hostile_message_gets_one_calm_line(string text)
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);

        using var posted = await visitor.SaysAsync(text);

        var (activities, _) = await visitor.ReadsAsync();
        posted.StatusCode.ShouldBe(HttpStatusCode.OK);
        activities.Count.ShouldBe(3);
        activities[2]["channelData"]!["reply"]!["kind"]!.GetValue<string>().ShouldBeOneOf("empty", "offtopic", "abstain");
        activities[2]["text"]!.GetValue<string>().ShouldContain("988");
    }

    [Fact]
    public async Task A_message_of_100_000_characters_gets_one_calm_line_unless_it_is_urgent()
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);

        using var long1 = await visitor.SaysAsync(string.Concat(Enumerable.Repeat("side effects ", 8000)));
        using var long2 = await visitor.SaysAsync("i want to kill myself " + string.Concat(Enumerable.Repeat("side effects ", 8000)));

        var (activities, _) = await visitor.ReadsAsync();
        activities[2]["channelData"]!["reply"]!["kind"]!.GetValue<string>().ShouldBe("empty");
        activities[4]["channelData"]!["reply"]!["kind"]!.GetValue<string>().ShouldBe("crisis");
    }

    [Fact]
    public async Task The_socket_delivers_history_then_each_reply()
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);
        using var socket = new ClientWebSocket();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await socket.ConnectAsync(new Uri(visitor.StreamUrl), patience.Token);
        (await DirectLineSocket.FrameAsync(socket, patience.Token))!["activities"]!.AsArray().Count.ShouldBe(1);

        await socket.SendAsync(Array.Empty<byte>(), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
        using var posted = await visitor.SaysAsync("hello");

        var frame = await DirectLineSocket.FrameAsync(socket, patience.Token);
        frame!["activities"]!.AsArray().Count.ShouldBe(2);
        frame["watermark"]!.GetValue<string>().ShouldBe("3");
    }

    [Fact]
    public async Task An_oversize_socket_message_closes_with_1009()
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);
        using var socket = new ClientWebSocket();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await socket.ConnectAsync(new Uri(visitor.StreamUrl), patience.Token);
        await DirectLineSocket.FrameAsync(socket, patience.Token);

        for (var i = 0; i < 20; i++)
            await socket.SendAsync(new byte[8192], WebSocketMessageType.Text, endOfMessage: false, patience.Token);
        var buffer = new byte[1024];
        var closed = await socket.ReceiveAsync(buffer, patience.Token);

        closed.CloseStatus.ShouldBe(WebSocketCloseStatus.MessageTooBig);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    public async Task A_foreign_site_opens_no_socket(string origin)
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", origin);

        await Should.ThrowAsync<WebSocketException>(() => socket.ConnectAsync(new Uri(visitor.StreamUrl), CancellationToken.None));
    }

    [Fact]
    public async Task A_conversation_goes_on_after_kill_and_restart()
    {
        var storage = ServiceProcess.NewFolder();
        DirectLineVisitor visitor;
        var port = ServiceProcess.FreePort();
        using (var first = await ServiceProcess.StartAsync(storage, port))
        {
            using var http = new HttpClient { BaseAddress = first.Address };
            visitor = await DirectLineVisitor.ArrivesAsync(http);
            (await visitor.SaysAsync("what are the side effects?")).EnsureSuccessStatusCode();
            first.Kill();
        }

        using var second = await ServiceProcess.StartAsync(storage, port);
        using var again = new HttpClient { BaseAddress = second.Address };
        using var request = DirectLineVisitor.Request(HttpMethod.Post, $"/v3/directline/conversations/{visitor.Conversation}/activities", visitor.Token, JsonContent.Create(new { type = "message", text = "how long do they last?" }));
        using var posted = await again.SendAsync(request);
        posted.EnsureSuccessStatusCode();
        using var history = DirectLineVisitor.Request(HttpMethod.Get, $"/v3/directline/conversations/{visitor.Conversation}/activities", visitor.Token);
        using var response = await again.SendAsync(history);
        var activities = (await response.Content.ReadFromJsonAsync<JsonObject>())!["activities"]!.AsArray();

        activities.Count.ShouldBe(5);
        activities[4]!["channelData"]!["reply"]!["topic"]!.GetValue<string>().ShouldBe("side-effects");
    }
}
