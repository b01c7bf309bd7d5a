using System.Net;
using System.Text.Json.Nodes;
using Chatbot.DirectLine;
using Chatbot.Storage;
using Chatbot.Tests.Support;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Channels;

/// <summary>Every Direct Line call with every kind of token that must not open it.</summary>
public sealed class IsolationTests(Service service) : IClassFixture<Service>
{
    /// <summary>Calls on a conversation; refresh and start name none, so another's token opens only its own there.</summary>
    private static readonly (string Method, string Path, bool NamesConversation)[] Calls =
    [
        ("POST", "/v3/directline/tokens/refresh", false),
        ("POST", "/v3/directline/conversations", false),
        ("GET", "/v3/directline/conversations/{0}", true),
        ("GET", "/v3/directline/conversations/{0}?watermark=0", true),
        ("GET", "/v3/directline/conversations/{0}/activities", true),
        ("GET", "/v3/directline/conversations/{0}/activities?watermark=1", true),
        ("POST", "/v3/directline/conversations/{0}/activities", true),
        ("POST", "/v3/directline/conversations/{0}/upload?userId=dl_x", true),
    ];

    [Fact]
    public async Task No_call_opens_with_a_token_that_is_not_its_own()
    {
        var mine = await DirectLineVisitor.ArrivesAsync(service.Http);
        var other = await DirectLineVisitor.ArrivesAsync(service.Http);
        (await mine.SaysAsync("what are the side effects?")).EnsureSuccessStatusCode();
        var expired = Expired().Issue(new DirectLineCaller(mine.Conversation, "dl_test"));
        var ticket = System.Web.HttpUtility.ParseQueryString(new Uri(mine.StreamUrl).Query)["t"]!;
        var garbled = new[] { "x", "a.b.c", mine.Token[..^20], mine.Token + "A", "null", new string('A', 5000), $"{mine.Token.Split('.')[0]}.{other.Token.Split('.')[1]}.{mine.Token.Split('.')[2]}" };

        var wrong = new List<string>();
        var foreignBodies = new HashSet<string>();
        foreach (var (method, path, namesConversation) in Calls)
        {
            await ExpectAsync("none", null, HttpStatusCode.Unauthorized, "MissingToken");
            await ExpectAsync("expired", expired, HttpStatusCode.Forbidden, "TokenExpired");
            await ExpectAsync("stream ticket", ticket, HttpStatusCode.Forbidden, "BadArgument");
            foreach (var token in garbled)
                await ExpectAsync("garbled", token, HttpStatusCode.Forbidden, "BadArgument");
            if (namesConversation)
            {
                foreignBodies.Add(await ExpectAsync("another's", other.Token, HttpStatusCode.Forbidden, "BadArgument"));
                foreignBodies.Add(await ExpectAsync("another's, nowhere", other.Token, HttpStatusCode.Forbidden, "BadArgument", "no-such-conversation"));
            }

            async Task<string> ExpectAsync(string what, string? token, HttpStatusCode status, string code, string? conversation = null)
            {
                var address = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, conversation ?? mine.Conversation);
                using var request = DirectLineVisitor.Request(new HttpMethod(method), address, token, method == "POST" ? JsonContent.Create(new { type = "message", text = "intruder" }) : null);
                using var response = await service.Http.SendAsync(request);
                var body = await response.Content.ReadAsStringAsync();
                if (response.StatusCode != status || !body.Contains($"\"{code}\"", StringComparison.Ordinal))
                    wrong.Add($"{method} {path} with {what}: {(int)response.StatusCode} {body}");
                return body;
            }
        }

        wrong.ShouldBeEmpty();
        foreignBodies.Count.ShouldBe(1, "nobody finds out which conversations exist");
        (await mine.ReadsAsync()).Activities.Count.ShouldBe(3, "no intruder's message was stored");
    }

    [Fact]
    public async Task A_token_that_was_refreshed_opens_its_own_conversation_until_it_expires_and_no_other()
    {
        var mine = await DirectLineVisitor.ArrivesAsync(service.Http);
        var other = await DirectLineVisitor.ArrivesAsync(service.Http);
        using var refresh = await service.Http.SendAsync(DirectLineVisitor.Request(HttpMethod.Post, "/v3/directline/tokens/refresh", mine.Token));
        var refreshed = (await refresh.Content.ReadFromJsonAsync<JsonObject>())!;

        using var before = await service.Http.SendAsync(DirectLineVisitor.Request(HttpMethod.Get, $"/v3/directline/conversations/{mine.Conversation}/activities", mine.Token));
        using var foreign = await service.Http.SendAsync(DirectLineVisitor.Request(HttpMethod.Get, $"/v3/directline/conversations/{other.Conversation}/activities", mine.Token));
        using var after = await service.Http.SendAsync(DirectLineVisitor.Request(HttpMethod.Get, $"/v3/directline/conversations/{mine.Conversation}/activities", refreshed["token"]!.GetValue<string>()));

        refreshed["conversationId"]!.GetValue<string>().ShouldBe(mine.Conversation);
        before.StatusCode.ShouldBe(HttpStatusCode.OK);
        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        after.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stream_opens_once_with_its_own_ticket_and_with_nothing_else()
    {
        var mine = await DirectLineVisitor.ArrivesAsync(service.Http);
        var other = await DirectLineVisitor.ArrivesAsync(service.Http);
        var expired = Expired().IssueTicket(new DirectLineCaller(mine.Conversation, "dl_test"));
        var stream = new Uri(mine.StreamUrl).GetLeftPart(UriPartial.Path);

        var statuses = new List<HttpStatusCode>();
        foreach (var address in new[]
        {
            stream,
            $"{stream}?t=x",
            $"{stream}?t={mine.Token}",
            $"{stream}?t={System.Web.HttpUtility.ParseQueryString(new Uri(other.StreamUrl).Query)["t"]}",
            $"{stream}?t={expired}",
            mine.StreamUrl,
            mine.StreamUrl,
        })
        {
            statuses.Add(await DirectLineSocket.HandshakeAsync(address));
        }

        statuses.ShouldBe([.. Enumerable.Repeat(HttpStatusCode.Forbidden, 5), HttpStatusCode.SwitchingProtocols, HttpStatusCode.Forbidden]);
    }

    /// <summary>The running service's own key, an hour ago.</summary>
    private DirectLineTokens Expired()
    {
        var storage = service.Process.StorageFolder;
        var folder = new StorageFolder(new Place(storage), Options.Create(new StorageOptions { Folder = storage }));
        return new DirectLineTokens(folder, new AnHourAgo(), Options.Create(new DirectLineOptions()));
    }

    private sealed class AnHourAgo : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - TimeSpan.FromHours(1);
    }

    private sealed class Place(string root) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Development";

        public string ApplicationName { get; set; } = "Chatbot";

        public string ContentRootPath { get; set; } = root;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
