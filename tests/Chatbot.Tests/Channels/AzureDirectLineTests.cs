using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Chatbot.Tests.Support;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Channels;

/// <summary>The page's conversations held by Azure, for which a server on this machine stands.</summary>
public sealed class AzureDirectLineTests
{
    [Fact]
    public async Task The_page_gets_azures_tokens_and_the_secret_stays_here()
    {
        await using var azure = await Azure.StartAsync();
        using var service = await ServiceProcess.StartAsync(settings: new Dictionary<string, string> { ["DirectLine__AzureSecret"] = "the-secret", ["DirectLine__AzureAddress"] = azure.Address });
        using var http = new HttpClient { BaseAddress = service.Address };

        using var generated = await http.PostAsJsonAsync("/v3/directline/tokens/generate", new { user = new { id = "somebody-else" } });
        var token = (await generated.Content.ReadFromJsonAsync<JsonObject>())!["token"]!.GetValue<string>();
        using var started = await http.SendAsync(DirectLineVisitor.Request(HttpMethod.Post, "/v3/directline/conversations", token));
        using var posted = await http.SendAsync(DirectLineVisitor.Request(HttpMethod.Post, "/v3/directline/conversations/abc|1/activities", token, JsonContent.Create(new { type = "message", text = "hi" })));
        using var read = await http.SendAsync(DirectLineVisitor.Request(HttpMethod.Get, "/v3/directline/conversations/abc/activities?watermark=5", token));
        using var without = await http.SendAsync(DirectLineVisitor.Request(HttpMethod.Post, "/v3/directline/conversations", token: null));

        token.ShouldBe("azures-token");
        started.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await started.Content.ReadAsStringAsync()).ShouldContain("wss://directline.botframework.com/stream");
        posted.StatusCode.ShouldBe(HttpStatusCode.OK);
        without.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        azure.Calls.Select(call => $"{call.Method} {call.Path} {call.Authorization}").ShouldBe(
        [
            "POST /v3/directline/tokens/generate Bearer the-secret",
            "POST /v3/directline/conversations Bearer azures-token",
            "POST /v3/directline/conversations/abc%7C1/activities Bearer azures-token",
            "GET /v3/directline/conversations/abc/activities?watermark=5 Bearer azures-token",
        ]);
        JsonNode.Parse(azure.Calls.First().Body)!["user"]!["id"]!.GetValue<string>().ShouldStartWith("dl_");
        azure.Calls.ElementAt(2).Body.ShouldBe("""{"type":"message","text":"hi"}""");
    }

    [Fact]
    public async Task When_azure_is_gone_the_visitor_gets_503()
    {
        using var service = await ServiceProcess.StartAsync(settings: new Dictionary<string, string> { ["DirectLine__AzureSecret"] = "the-secret", ["DirectLine__AzureAddress"] = $"http://127.0.0.1:{ServiceProcess.FreePort()}" });
        using var http = new HttpClient { BaseAddress = service.Address };

        using var generated = await http.PostAsJsonAsync("/v3/directline/tokens/generate", new { });

        generated.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task The_secret_is_sent_to_no_other_host_in_production()
    {
        var (exitCode, output) = await ServiceProcess.RunToExitAsync(settings: new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["BotFramework__Enabled"] = "false",
            ["DirectLine__AzureSecret"] = "the-secret",
            ["DirectLine__AzureAddress"] = "https://directline.botframework.com.evil.example",
        });

        exitCode.ShouldNotBe(0);
        output.ShouldContain("DirectLine:AzureAddress has to be");
        output.ShouldNotContain("the-secret");
    }

    [Theory]
    [InlineData("BotFramework__OpenIdMetadata", "https://evil.example/metadata", "BotFramework:OpenIdMetadata")]
    [InlineData("BotFramework__EmulatorOpenIdMetadata", "https://evil.example/metadata", "BotFramework:OpenIdMetadata")]
    [InlineData("BotFramework__AppPassword", "", "BotFramework:AppPassword is missing")]
    public async Task Production_refuses_keys_from_elsewhere_and_an_app_id_without_its_secret(string name, string value, string reason)
    {
        var settings = new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["BotFramework__AppId"] = "app", ["BotFramework__AppPassword"] = "s3cret", [name] = value };

        var (exitCode, output) = await ServiceProcess.RunToExitAsync(settings: settings);

        exitCode.ShouldNotBe(0);
        output.ShouldContain(reason);
    }

    private sealed class Azure(WebApplication app) : IAsyncDisposable
    {
        public ConcurrentQueue<(string Method, string Path, string Authorization, string Body)> Calls { get; } = [];

        public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

        public static async Task<Azure> StartAsync()
        {
            var builder = WebApplication.CreateBuilder();
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var azure = new Azure(app);
            app.Map("{**path}", async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
                azure.Calls.Enqueue((context.Request.Method, target, context.Request.Headers.Authorization.ToString(), await reader.ReadToEndAsync()));
                context.Response.StatusCode = target.EndsWith("/conversations", StringComparison.Ordinal) ? 201 : 200;
                await context.Response.WriteAsJsonAsync(new { conversationId = "abc", token = "azures-token", expires_in = 1800, streamUrl = "wss://directline.botframework.com/stream" });
            });
            await app.StartAsync();
            return azure;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
