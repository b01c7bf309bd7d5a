using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Chatbot.Tests.Channels;

/// <summary>Connections that break anywhere, at random, while messages come in.</summary>
public sealed class SocketCutTests(ITestOutputHelper output)
{
    private const int Visitors = 8;

    private const int Cuts = 1000;

    [Fact]
    public async Task Every_message_arrives_exactly_once_and_in_order_whenever_the_socket_is_cut()
    {
        using var service = await ServiceProcess.StartAsync(settings: new Dictionary<string, string> { ["DirectLine__ActivitiesPerMinute"] = "100000", ["DirectLine__TokensPerMinute"] = "100000" });
        using var http = new HttpClient { BaseAddress = service.Address };

        var cuts = await Task.WhenAll(Enumerable.Range(0, Visitors).Select(seed => CutAsync(http, new Random(seed), Cuts / Visitors)));

        var open = Directory.GetFiles($"/proc/{service.Id}/fd").Select(Target).Count(target => target.StartsWith("socket:", StringComparison.Ordinal));
        output.WriteLine($"channels: {cuts.Sum()} socket cuts, {Visitors} visitors, every transcript exact");
        cuts.Sum().ShouldBe(Cuts / Visitors * Visitors);
        open.ShouldBeLessThan(100, "sockets that were cut are let go");
    }

    /// <summary>Talks and listens at the same time; the connection is cut again and again. Compares what was heard with what the service holds.</summary>
    private static async Task<int> CutAsync(HttpClient http, Random random, int cuts)
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(http);
        var heard = new List<string>();
        var watermark = "0";
        var done = 0;
        using var talking = new CancellationTokenSource();
        var talk = TalkAsync(visitor, talking.Token);
        while (done < cuts)
        {
            using var socket = await OpenAsync(http, visitor, watermark);
            if (random.Next(5) == 0)
            {
                // Within a frame: what came of it is lost, and must come again.
                await socket.ReceiveAsync(new byte[random.Next(1, 200)], CancellationToken.None);
            }
            else
            {
                for (var frames = random.Next(4); frames > 0; frames--)
                    watermark = await HearAsync(socket, heard);
            }

            socket.Abort();
            done++;
        }

        await talking.CancelAsync();
        await talk;
        var (all, last) = await ReadAllAsync(visitor);
        using var ending = await OpenAsync(http, visitor, watermark);
        while (heard.Count < all.Count)
            watermark = await HearAsync(ending, heard);

        heard.ShouldBe(all);
        watermark.ShouldBe(last);
        return done;
    }

    private static async Task TalkAsync(DirectLineVisitor visitor, CancellationToken cancellationToken)
    {
        for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
            (await visitor.SaysAsync(i % 2 == 0 ? "does it hurt?" : "thanks", $"{i}")).EnsureSuccessStatusCode();
    }

    private static async Task<ClientWebSocket> OpenAsync(HttpClient http, DirectLineVisitor visitor, string watermark)
    {
        using var response = await http.SendAsync(DirectLineVisitor.Request(HttpMethod.Get, $"/v3/directline/conversations/{visitor.Conversation}?watermark={watermark}", visitor.Token));
        var address = (await response.Content.ReadFromJsonAsync<JsonObject>())!["streamUrl"]!.GetValue<string>();
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(address), CancellationToken.None);
        return socket;
    }

    private static async Task<string> HearAsync(ClientWebSocket socket, List<string> heard)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var frame = (await DirectLineSocket.FrameAsync(socket, patience.Token))!;
        heard.AddRange(frame["activities"]!.AsArray().Select(activity => activity!["id"]!.GetValue<string>()));
        return frame["watermark"]!.GetValue<string>();
    }

    private static async Task<(List<string> Ids, string Watermark)> ReadAllAsync(DirectLineVisitor visitor)
    {
        var ids = new List<string>();
        var watermark = "0";
        while (true)
        {
            var (activities, next) = await visitor.ReadsAsync(watermark);
            if (activities.Count == 0)
                return (ids, watermark);
            ids.AddRange(activities.Select(activity => activity["id"]!.GetValue<string>()));
            watermark = next;
        }
    }

    private static string Target(string link) => new FileInfo(link).LinkTarget ?? "";
}
