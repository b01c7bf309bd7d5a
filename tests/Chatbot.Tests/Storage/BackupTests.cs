using System.Text.Json.Nodes;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Storage;

/// <summary>Backups made by the command line while the service takes requests, and what becomes of damaged ones.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task A_backup_made_under_load_restores_every_request_that_was_confirmed_before_it()
    {
        var storage = ServiceProcess.NewFolder();
        var backup = Path.Combine(ServiceProcess.NewFolder(), "backup");
        var before = new List<string>();
        using (var service = await ServiceProcess.StartAsync(storage))
        {
            using var http = new HttpClient { BaseAddress = service.Address };
            for (var i = 0; i < 20; i++)
                before.Add(await SubmitAsync(http));
            using var enough = new CancellationTokenSource();
            var load = Task.Run(async () =>
            {
                while (!enough.IsCancellationRequested)
                    (await PostAsync(http)).Dispose();
            });
            var (made, output) = await ServiceProcess.CommandAsync(storage, "", "backup", "create", backup);
            await enough.CancelAsync();
            await load;
            made.ShouldBe(0, output);
            (await ServiceProcess.CommandAsync(storage, "", "backup", "restore", backup, "--replace")).ExitCode.ShouldBe(1, "the service still runs");
        }

        var (verified, words) = await ServiceProcess.CommandAsync(ServiceProcess.NewFolder(), "", "backup", "verify", backup);
        verified.ShouldBe(0, words);
        var elsewhere = ServiceProcess.NewFolder();
        var (restored, said) = await ServiceProcess.CommandAsync(elsewhere, "", "backup", "restore", backup);
        restored.ShouldBe(0, said);

        using var again = await ServiceProcess.StartAsync(elsewhere);
        using var client = new HttpClient { BaseAddress = again.Address };
        foreach (var reference in before)
            (await client.GetStringAsync(new Uri($"/api/contact/{reference}", UriKind.Relative))).ShouldBe("""{"state":"received"}""");
        (await ServiceProcess.CommandAsync(elsewhere, "", "contact", "show", before[0])).Output.ShouldContain("sam@example.org");
        (await ServiceProcess.CommandAsync(elsewhere, "", "audit", "verify")).ExitCode.ShouldBe(0);
        (await ServiceProcess.CommandAsync(storage, "", "backup", "restore", backup)).Output.ShouldContain("--replace");
        (await ServiceProcess.CommandAsync(storage, "", "backup", "restore", backup, "--replace")).ExitCode.ShouldBe(0);
        Directory.EnumerateDirectories(storage, "before-restore-*").Count().ShouldBe(1, "nothing is deleted by a restore");
    }

    [Fact]
    public async Task A_damaged_or_incomplete_backup_is_named_and_nothing_is_restored()
    {
        var storage = ServiceProcess.NewFolder();
        var backup = Path.Combine(ServiceProcess.NewFolder(), "backup");
        var keys = ServiceProcess.NewFolder();
        using (var service = await ServiceProcess.StartAsync(storage))
        {
            using var http = new HttpClient { BaseAddress = service.Address };
            await SubmitAsync(http);
        }

        (await ServiceProcess.CommandAsync(storage, "", "backup", "create", backup, "--keys", keys)).ExitCode.ShouldBe(0);
        (await ServiceProcess.CommandAsync(storage, "", "backup", "verify", backup)).Output.ShouldContain("--keys");
        (await ServiceProcess.CommandAsync(storage, "", "backup", "verify", backup, "--keys", keys)).ExitCode.ShouldBe(0);

        var database = Path.Combine(backup, "chatbot.db");
        var bytes = await File.ReadAllBytesAsync(database);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(database, bytes);
        var target = ServiceProcess.NewFolder();
        var (exitCode, output) = await ServiceProcess.CommandAsync(target, "", "backup", "restore", backup, "--keys", keys);
        (exitCode, File.Exists(Path.Combine(target, "chatbot.db"))).ShouldBe((1, false));
        output.ShouldContain("chatbot.db was changed after the backup was made");
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http) =>
        http.PostAsJsonAsync("/api/contact", new { idempotencyKey = Guid.NewGuid().ToString("N"), name = "Sam", email = "sam@example.org", consent = true });

    private static async Task<string> SubmitAsync(HttpClient http)
    {
        using var response = await PostAsync(http);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["reference"]!.GetValue<string>();
    }
}
