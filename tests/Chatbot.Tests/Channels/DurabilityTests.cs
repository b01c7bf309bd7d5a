using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Channels;

/// <summary>Activities are committed in groups; what was acknowledged is there all the same.</summary>
public sealed class DurabilityTests
{
    [Fact]
    public async Task Every_acknowledged_message_and_its_reply_survive_a_kill()
    {
        var storage = ServiceProcess.NewFolder();
        var settings = new Dictionary<string, string> { ["DirectLine__ActivitiesPerMinute"] = "100000" };
        var acknowledged = new ConcurrentBag<(DirectLineVisitor Visitor, string Id)>();
        var port = ServiceProcess.FreePort();
        var visitors = new List<DirectLineVisitor>();
        for (var round = 0; round < 3; round++)
        {
            using var service = await ServiceProcess.StartAsync(storage, port, settings);
            using var http = new HttpClient { BaseAddress = service.Address };
            for (var i = 0; i < 8; i++)
                visitors.Add(await DirectLineVisitor.ArrivesAsync(http));
            var wanted = acknowledged.Count + 200;
            var talks = visitors.TakeLast(8).Select(visitor => TalkAsync(visitor, acknowledged)).ToList();
            while (acknowledged.Count < wanted)
                await Task.Delay(5);
            service.Kill();
            await Task.WhenAll(talks);
        }

        using var again = await ServiceProcess.StartAsync(storage, port, settings);
        using var reader = new HttpClient { BaseAddress = again.Address };
        var lost = new List<string>();
        foreach (var told in acknowledged.GroupBy(entry => entry.Visitor))
        {
            var activities = await AllAsync(reader, told.Key);
            var ids = activities.Select(a => a["id"]!.GetValue<string>()).ToList();
            var answered = activities.Select(a => a["replyToId"]?.GetValue<string>()).ToHashSet();
            lost.AddRange(told.Select(entry => entry.Id).Where(id => !ids.Contains(id) || !answered.Contains(id)));
            ids.ShouldBe(Enumerable.Range(1, ids.Count).Select(number => $"{told.Key.Conversation}|{number:0000000}"), "no number is missing or there twice");
        }

        acknowledged.Count.ShouldBeGreaterThanOrEqualTo(600);
        lost.ShouldBeEmpty();
    }

    private static async Task TalkAsync(DirectLineVisitor visitor, ConcurrentBag<(DirectLineVisitor, string)> acknowledged)
    {
        try
        {
            while (true)
            {
                using var posted = await visitor.SaysAsync("thanks");
                posted.EnsureSuccessStatusCode();
                acknowledged.Add((visitor, (await posted.Content.ReadFromJsonAsync<JsonObject>())!["id"]!.GetValue<string>()));
            }
        }
        catch (HttpRequestException)
        {
            // Killed, as planned.
        }
    }

    private static async Task<List<JsonObject>> AllAsync(HttpClient http, DirectLineVisitor visitor)
    {
        var all = new List<JsonObject>();
        while (true)
        {
            using var response = await http.SendAsync(DirectLineVisitor.Request(HttpMethod.Get, $"/v3/directline/conversations/{visitor.Conversation}/activities?watermark={all.Count}", visitor.Token));
            var batch = (await response.Content.ReadFromJsonAsync<JsonObject>())!["activities"]!.AsArray();
            if (batch.Count == 0)
                return all;
            all.AddRange(batch.Select(activity => activity!.AsObject()));
        }
    }
}
