using System.IO.Compression;
using Chatbot.Tests.Support;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Chatbot.BrowserTests;

/// <summary>Size and time, as a visitor with a slow phone meets them. <c>tests/bench/widget/run</c> prints the figures beside official Web Chat's.</summary>
public sealed class BudgetTests(Browser browser, ITestOutputHelper output) : IClassFixture<Browser>
{
    private const int LauncherBytes = 4 * 1024;
    private const int WidgetBytes = 40 * 1024;
    private const double FirstMessageSeconds = 1.0;
    private const int Attempts = 8;

    /// <summary>A machine that does nothing else has the bare protocol done in about a third of a second; on a busy one the widget's second grows as that does.</summary>
    private const double TimesTheBareProtocol = 3;

    [Fact]
    public async Task The_launcher_and_the_whole_widget_keep_to_their_sizes_gzipped()
    {
        var launcher = await GzippedAsync("embed.js");
        var chat = await GzippedAsync("chat.js");

        launcher.ShouldBeLessThanOrEqualTo(LauncherBytes);
        (launcher + chat).ShouldBeLessThanOrEqualTo(WidgetBytes);
    }

    [Fact]
    public async Task The_service_sends_the_widget_compressed()
    {
        using var http = new HttpClient { BaseAddress = browser.Address };
        foreach (var file in new[] { "embed.js", "chat.js" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/widget/{file}", UriKind.Relative));
            request.Headers.AcceptEncoding.Add(new("gzip"));
            using var response = await http.SendAsync(request);
            response.Content.Headers.ContentEncoding.ShouldContain("gzip");
        }
    }

    [Fact]
    public async Task The_first_message_is_there_within_a_second_on_a_slow_phone_or_as_soon_as_the_machine_lets_the_bare_protocol_be()
    {
        var (widget, bare) = (double.MaxValue, double.MaxValue);

        // In turn, so that whatever else the machine does meets both; what each can do is its best time.
        for (var i = 0; i < Attempts && widget > FirstMessageSeconds; i++)
        {
            bare = Math.Min(bare, await BareProtocolAsync());
            widget = Math.Min(widget, await FirstMessageAsync());
        }

        output.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"measured: first message {widget:0.00} s, bare protocol {bare:0.00} s"));
        widget.ShouldBeLessThanOrEqualTo(Math.Max(FirstMessageSeconds, bare * TimesTheBareProtocol));
    }

    /// <summary>Seconds until the first bot message is in the browser with no widget at all: the same calls to the service by a few lines of script. What the machine, the network and the service take.</summary>
    private async Task<double> BareProtocolAsync()
    {
        await using var visit = await SlowVisitAsync();

        // A text has no icon.
        visit.ErrorsExpected = true;
        await visit.Page.GotoAsync(new Uri(browser.Address, "/robots.txt").ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        return await visit.Page.EvaluateAsync<double>("""
            async () => {
                const post = async (path, token) => (await fetch(path, { method: "POST", headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: "{}" })).json();
                const { token } = await post("/api/widget/session");
                const { streamUrl } = await post("/v3/directline/conversations", token);
                await new Promise(resolve => new WebSocket(streamUrl).onmessage = frame => frame.data.includes("bot") && resolve());
                return performance.now();
            }
            """) / 1000;
    }

    /// <summary>Seconds from the start of the page to the first bot message.</summary>
    private async Task<double> FirstMessageAsync()
    {
        await using var visit = await SlowVisitAsync();
        await visit.Page.GotoAsync(new Uri(browser.Address, "/frame").ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        await visit.Page.WaitForFunctionAsync("() => document.querySelector('#clinic-chat')?.shadowRoot?.querySelector('.message.bot') != null", null, new PageWaitForFunctionOptions { PollingInterval = 10 });
        return await visit.Page.EvaluateAsync<double>("performance.now()") / 1000;
    }

    /// <summary>4x CPU throttle and 10 Mbit/s with 40 ms of round trip.</summary>
    private async Task<Visit> SlowVisitAsync()
    {
        var visit = await Visit.ToAsync(browser.Chromium, at: null, null, browser.Address);
        var debugger = await visit.Context.NewCDPSessionAsync(visit.Page);
        await debugger.SendAsync("Network.enable");
        await debugger.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object> { ["offline"] = false, ["latency"] = 40, ["downloadThroughput"] = 10_000_000 / 8, ["uploadThroughput"] = 10_000_000 / 8 });
        await debugger.SendAsync("Emulation.setCPUThrottlingRate", new Dictionary<string, object> { ["rate"] = 4 });
        return visit;
    }

    private static async Task<long> GzippedAsync(string file)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            await gzip.WriteAsync(await File.ReadAllBytesAsync(Repository.Path("src", "Chatbot", "wwwroot", "widget", file)));
        return packed.Length;
    }
}
