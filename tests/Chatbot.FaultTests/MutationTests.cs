using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Chatbot.FaultTests;

/// <summary>
/// Mutated submissions at every door: none gives a 500 and only valid ones are stored. MUTATED_POSTS sets how many: 10,000.
/// </summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private static readonly int Posts = int.Parse(Environment.GetEnvironmentVariable("MUTATED_POSTS") ?? "10000");

    private static readonly string[] Strange =
    [
        "", " ", "\0", "\u0007", "\r\nBcc: a@b.example", "=1+1", "@SUM(1)", "<script>alert(1)</script>", "'; DROP TABLE ContactRequests; --", "\u202Eevil", "\uFEFF", "ＡＢＣ", "👩‍⚕️", "a\u0301",
        "{{7*7}}", "${jndi:ldap://x}", "../../etc/passwd", "%00", "%0d%0a", "\\u0000", new('a', 101), new('x', 1001), new('é', 5000), "null", "true", "1e999", "sam@example.org", "+49 30 901820", "💥\uD83D",
    ];

    [Fact]
    public async Task No_mutated_submission_gives_a_500_and_only_valid_ones_are_stored()
    {
        var storage = ServiceProcess.NewFolder();
        using var service = await ServiceProcess.StartAsync(storage, settings: new Dictionary<string, string>
        {
            ["DirectLine__ActivitiesPerMinute"] = "100000",
            ["DirectLine__TokensPerMinute"] = "100000",
        });
        using var http = new HttpClient { BaseAddress = service.Address };
        var visitor = await DirectLineVisitor.ArrivesAsync(http);
        var random = new Random(20261125);
        var statuses = new Dictionary<int, int>();
        var confirmed = new HashSet<string>();
        for (var i = 0; i < Posts; i++)
        {
            var form = Mutated(random, i);
            using var response = (i % 10) switch
            {
                < 6 => await SendAsync(http, "/api/contact", Json(random, form)),
                < 8 => await SendAsync(http, "/contact", Fields(random, form)),
                _ => await visitor.PostAsync(Json(random, new JsonObject { ["type"] = "message", ["value"] = Value(random, form), ["channelData"] = new JsonObject { ["clientActivityID"] = $"{i}" } })),
            };
            var status = (int)response.StatusCode;
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            status.ShouldBeLessThan(500, form.ToJsonString());
            if (status is 201 && i % 10 < 6)
                confirmed.Add((await response.Content.ReadFromJsonAsync<JsonObject>())!["reference"]!.GetValue<string>());
        }

        var stored = await OpenedRequests.ReadAsync(storage);
        stored.ShouldNotBeEmpty();
        confirmed.ShouldBeSubsetOf(stored.Select(request => request.Reference));
        foreach (var (reference, content) in stored)
        {
            var name = content["name"]?.GetValue<string>() ?? "";
            name.Length.ShouldBeInRange(1, 100, reference);
            name.ShouldNotContain("\r", customMessage: reference);
            (content["email"] ?? content["phone"]).ShouldNotBeNull(reference);
            (content["message"]?.GetValue<string>() ?? "").Length.ShouldBeLessThanOrEqualTo(1000);
        }

        output.WriteLine($"measured: {Posts} mutated submissions: {string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Value} x {s.Key}"))}; {stored.Count} stored, all valid");
    }

    /// <summary>A valid form with none to three things wrong.</summary>
    private static JsonObject Mutated(Random random, int number)
    {
        var form = Submissions.Form($"mutated-{number:00000000}");
        if (random.Next(3) == 0)
            form["phone"] = "+1 646 694 1660";
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            var names = form.Select(member => member.Key).Append("topic").Append("preferredTime").Append("conversation").Append("website").Append("ticket").Append("attachConversation").Append("\u0000odd").ToList();
            var name = names[random.Next(names.Count)];
            switch (random.Next(8))
            {
                case 0:
                    form.Remove(name);
                    break;
                case 1:
                    form[name] = random.Next();
                    break;
                case 2:
                    form[name] = random.Next(2) == 0;
                    break;
                case 3:
                    form[name] = new JsonArray(1, "a", null);
                    break;
                case 4:
                    form[name] = new JsonObject { ["a"] = "b" };
                    break;
                case 5:
                    form[name] = null;
                    break;
                default:
                    form[name] = Strange[random.Next(Strange.Length)];
                    break;
            }
        }

        return form;
    }

    /// <summary>Sometimes the bytes themselves are broken.</summary>
    private static ByteArrayContent Json(Random random, JsonObject form)
    {
        var bytes = Encoding.UTF8.GetBytes(form.ToJsonString());
        switch (random.Next(12))
        {
            case 0:
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                break;
            case 1:
                bytes = bytes[..random.Next(bytes.Length)];
                break;
            case 2:
                bytes = [.. bytes, .. bytes];
                break;
        }

        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(random.Next(40) == 0 ? "text/plain" : "application/json");
        return content;
    }

    private static ByteArrayContent Fields(Random random, JsonObject form)
    {
        var text = string.Join('&', form.Select(member => $"{Uri.EscapeDataString(member.Key)}={Uri.EscapeDataString(Whole(member.Value?.ToString() ?? ""))}"));
        var bytes = Encoding.UTF8.GetBytes(random.Next(10) == 0 ? $"{text}&name=again&%zz=%" : text);
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", random.Next(20) switch
        {
            0 => "multipart/form-data; boundary=x",
            1 => "multipart/form-data",
            2 => "text/html",
            _ => "application/x-www-form-urlencoded",
        });
        return content;
    }

    /// <summary>Half a character cannot be escaped.</summary>
    private static string Whole(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));

    private static JsonNode? Value(Random random, JsonObject form)
    {
        form["form"] = "contact";
        return random.Next(20) switch
        {
            0 => JsonValue.Create("contact"),
            1 => new JsonArray(form),
            2 => new JsonObject { ["form"] = new JsonObject() },
            _ => form,
        };
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string path, HttpContent content) => await http.PostAsync(new Uri(path, UriKind.Relative), content);
}
