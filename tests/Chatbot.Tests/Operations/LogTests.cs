using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Operations;

public sealed class LogTests
{
    /// <summary>Markers in every place where a visitor can write; console and log file are searched for all of them.</summary>
    [Fact]
    public async Task Nothing_that_a_visitor_writes_is_in_any_log()
    {
        var folder = ServiceProcess.NewFolder();
        var log = Path.Combine(folder, "log-.json");
        string token;
        string output;
        using (var service = await ServiceProcess.StartAsync(settings: new Dictionary<string, string> { ["Serilog__WriteTo__1__Args__configure__0__Args__path"] = log }))
        {
            using var http = new HttpClient { BaseAddress = service.Address };
            var visitor = await DirectLineVisitor.ArrivesAsync(http);
            token = visitor.Token;
            foreach (var text in new[] { "zanzibar-question", "i want to kill myself zanzibar-crisis", "I take zanzibarium, is that ok?", "zanzibar " + new string('z', 5000) })
                (await visitor.SaysAsync(text, "zanzibar-client-id")).Dispose();
            (await http.PostAsJsonAsync("/api/contact", new { idempotencyKey = "zanzibar-key", name = "Zanzibar Name", email = "zanzibar@example.org", message = "zanzibar-message", consent = true })).Dispose();
            (await http.PostAsJsonAsync("/api/contact", new { idempotencyKey = "zanzibar-key-2", name = "Zanzibar", email = "zanzibar" })).Dispose();
            (await http.PostAsJsonAsync("/api/ask", new { text = "zanzibar?" })).Dispose();
            (await http.PostAsJsonAsync("/api/messages", new { type = "message", text = "zanzibar", conversation = new { id = "zanzibar-conversation" }, from = new { id = "zanzibar-user" }, serviceUrl = $"http://127.0.0.1:{ServiceProcess.FreePort()}" })).Dispose();
            (await http.GetAsync(new Uri("/articles/zanzibar?zanzibar=1", UriKind.Relative))).Dispose();
            await http.GetStringAsync(new Uri("/health/ready", UriKind.Relative));
            output = service.Output;
            while (!Logged(folder).Contains("/health/ready"))
                await Task.Yield();
        }

        foreach (var text in new[] { output, Logged(folder) })
        {
            text.ShouldContain("Triage gave", customMessage: "the search must look at the real log");
            text.Split('\n').Where(line => line.Contains("zanzibar", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
            text.ShouldNotContain(token);
        }
    }

    private static string Logged(string folder)
    {
        var text = "";
        foreach (var file in Directory.EnumerateFiles(folder, "log-*.json"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            text += reader.ReadToEnd();
        }

        return text;
    }
}
