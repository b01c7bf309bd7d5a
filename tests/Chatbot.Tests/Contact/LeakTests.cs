using System.Collections.Concurrent;
using System.Text;
using Chatbot.Tests.Support;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Contact;

/// <summary>Markers in every field of every door, and a look for them wherever they must not be.</summary>
public sealed class LeakTests
{
    private const string Marker = "zanzibar";

    [Fact]
    public async Task Nothing_of_a_request_is_in_a_log_a_metric_a_mail_or_in_plain_text_on_the_disk()
    {
        var folder = ServiceProcess.NewFolder();
        var logs = ServiceProcess.NewFolder();
        using var mail = new FakeMailServer();
        await using var collector = await Collector.StartAsync();
        using (var service = await ServiceProcess.StartAsync(folder, settings: new Dictionary<string, string>
        {
            ["Serilog__MinimumLevel__Default"] = "Debug",
            ["Serilog__MinimumLevel__Override__Microsoft.EntityFrameworkCore"] = "Debug",
            ["Serilog__WriteTo__1__Args__configure__0__Args__path"] = Path.Combine(logs, "log-.json"),
            ["Delivery__Mail__Host"] = "127.0.0.1",
            ["Delivery__Mail__Port"] = $"{mail.Port}",
            ["Delivery__Mail__StartTls"] = "false",
            ["Delivery__Mail__From"] = "chat@clinic.example",
            ["Delivery__Mail__To"] = "desk@clinic.example",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
        }))
        {
            using var http = new HttpClient { BaseAddress = service.Address };
            await SubmitEverywhereAsync(http);
            using (var locked = new SqliteConnection($"Data Source={Path.Combine(folder, "chatbot.db")};Pooling=False"))
            {
                locked.Open();
                using var command = locked.CreateCommand();
                command.CommandText = "BEGIN EXCLUSIVE";
                command.ExecuteNonQuery();
                (await http.PostAsJsonAsync("/api/contact", Form("locked"))).Dispose();
            }

            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (mail.Mails.Count < 3 || !collector.Bodies.Any(body => body.Contains("chatbot.outbox.oldest_unsent") && body.Contains("chatbot.contact.submissions")))
                await Task.Delay(20, patience.Token);
            service.Output.ShouldContain("Contact request");
            Without(service.Output, "the console");
        }

        foreach (var file in Directory.EnumerateFiles(logs).Concat(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)))
            Without(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), file);
        foreach (var body in collector.Bodies)
            Without(body, "a metric");
        foreach (var (_, text) in mail.Mails)
            Without(text, "a mail");
        Directory.EnumerateFiles(logs).ShouldNotBeEmpty();
    }

    private static async Task SubmitEverywhereAsync(HttpClient http)
    {
        (await http.PostAsJsonAsync("/api/contact", Form("api"))).EnsureSuccessStatusCode();
        (await http.PostAsJsonAsync("/api/contact", new { idempotencyKey = $"{Marker}-bad", name = Marker, email = Marker, phone = Marker })).Dispose();
        (await http.PostAsync(new Uri("/api/contact", UriKind.Relative), new StringContent($$"""{"name":"{{Marker}}","message":{{Marker}}""", Encoding.UTF8, "application/json"))).Dispose();
        var page = Form("page").ToDictionary(field => field.Key, field => field.Value.ToString()!.Replace("True", "true"));
        (await http.PostAsync(new Uri("/contact", UriKind.Relative), new FormUrlEncodedContent(page))).EnsureSuccessStatusCode();
        var visitor = await DirectLineVisitor.ArrivesAsync(http);
        var card = Form("card");
        card["form"] = "contact";
        card["consent"] = "true";
        (await visitor.PostAsync(JsonContent.Create(new { type = "message", value = card }))).EnsureSuccessStatusCode();
        (await http.GetAsync(new Uri($"/contact/status/{Marker}?reference={Marker}", UriKind.Relative))).Dispose();
        (await http.GetAsync(new Uri($"/api/contact/{Marker}", UriKind.Relative))).Dispose();
        (await http.GetAsync(new Uri($"/staff/requests/{Marker}", UriKind.Relative))).Dispose();
    }

    private static Dictionary<string, object> Form(string door) => new()
    {
        ["idempotencyKey"] = $"{Marker}-{door}",
        ["name"] = $"{Marker} name",
        ["email"] = $"{Marker}@example.org",
        ["phone"] = "+1 555 9267 4220",
        ["preferredTime"] = $"{Marker} time",
        ["topic"] = $"{Marker} topic",
        ["message"] = $"{Marker} message, i want to die",
        ["conversation"] = $"{Marker}-conversation",
        ["attachConversation"] = true,
        ["website"] = Marker,
        ["ticket"] = Marker,
        ["consent"] = true,
    };

    private static void Without(string text, string where)
    {
        foreach (var marker in new[] { Marker, "92674220", "9267 4220" })
            text.Split('\n').Where(line => line.Contains(marker, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty($"{marker} in {where}");
    }

    /// <summary>An OpenTelemetry collector that only keeps what it is sent.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private Collector(WebApplication app) => _app = app;

        public ConcurrentQueue<string> Bodies { get; } = [];

        public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateBuilder();
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var collector = new Collector(app);
            app.MapPost("{**path}", async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                collector.Bodies.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
            });
            await app.StartAsync();
            return collector;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
