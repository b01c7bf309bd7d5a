using System.Net;
using System.Text.Json.Nodes;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.FaultTests;

/// <summary>The same promises on a real PostgreSQL server, with two replicas.</summary>
public sealed class PostgresTests
{
    [Fact]
    public async Task Two_replicas_share_one_server_store_once_survive_its_crash_and_keep_the_audit_whole()
    {
        using var server = PostgresServer.Start();
        var storage = ServiceProcess.NewFolder();
        var settings = new Dictionary<string, string> { ["Storage__Provider"] = "PostgreSql", ["Storage__PostgreSql"] = server.ConnectionString };
        using var first = await ServiceProcess.StartAsync(storage, settings: settings);
        using var second = await ServiceProcess.StartAsync(storage, settings: settings);
        using var one = new HttpClient { BaseAddress = first.Address };
        using var two = new HttpClient { BaseAddress = second.Address };

        // The same keys at both replicas at once.
        var references = new Dictionary<string, string>();
        for (var i = 0; i < 20; i++)
        {
            var key = Guid.NewGuid().ToString("N");
            var both = await Task.WhenAll(SubmitAsync(one, key), SubmitAsync(two, key));
            both.Select(answer => answer.Reference).Distinct().Count().ShouldBe(1);
            both.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
            references[key] = both[0].Reference!;
        }

        server.Ask("""SELECT count(*) FROM "ContactRequests" r JOIN "Outbox" o ON o."Reference" = r."Reference" """).ShouldBe("20");
        server.Ask("""SELECT count(*) FROM "ContactRequests" WHERE encode("Sealed", 'escape') LIKE '%sam@%'""").ShouldBe("0");

        // A conversation works on it as well.
        var visitor = await DirectLineVisitor.ArrivesAsync(one);
        (await visitor.SaysAsync("can I drive home afterwards?", "a1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await visitor.ReadsAsync()).Activities.Count.ShouldBe(3);

        server.Crash();
        (await SubmitAsync(one, "unstored-while-down")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        using (var answer = await one.PostAsJsonAsync("/api/ask", new { text = "can I drive home afterwards?" }))
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await one.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        server.Open();

        // Connections that the crash cut are found out one by one, each at the cost of a 503; a retry is all it takes.
        await UntilReadyAsync(one);
        await UntilReadyAsync(two);
        (await SubmitAsync(one, "unstored-while-down")).Status.ShouldBe(HttpStatusCode.Created);
        foreach (var (key, reference) in references)
            (await SubmitAsync(two, key)).ShouldBe((HttpStatusCode.OK, reference));

        Should.Throw<InvalidOperationException>(() => server.Ask("""INSERT INTO "Audit" VALUES (1, 1, 'a', 'b', 'c', 'd', ''); UPDATE "Audit" SET "Actor" = 'x'"""));
        var environment = settings.Append(new("Storage__Folder", storage)).ToDictionary();
        var shown = await ServiceProcess.CommandAsync(storage, "", environment, "contact", "show", references.Values.First());
        shown.Output.ShouldContain("sam@example.org");
        (await ServiceProcess.CommandAsync(storage, "", environment, "contact", "erase", references.Values.First(), "--yes")).ExitCode.ShouldBe(0);
        server.Ask("""UPDATE "Conversations" SET "LastActiveAt" = 0""");
        (await ServiceProcess.CommandAsync(storage, "", environment, "contact", "purge", "--dry-run")).Output.ShouldContain("To be purged: requests 0, conversations without a request 1");
        (await ServiceProcess.CommandAsync(storage, "", environment, "contact", "purge", "--clock-is-right")).ExitCode.ShouldBe(0);
        server.Ask("""SELECT count(*) FROM "Activities" """).ShouldBe("0");
        (await ServiceProcess.CommandAsync(storage, "correct horse battery", environment, "staff", "add", "sam", "--password-stdin")).ExitCode.ShouldBe(0);
        (await ServiceProcess.CommandAsync(storage, "", environment, "outbox", "list")).ExitCode.ShouldBe(0);
        var audit = await ServiceProcess.CommandAsync(storage, "", environment, "audit", "verify");
        audit.Output.ShouldContain("The audit is whole: 3 rows");
        (await ServiceProcess.CommandAsync(storage, "", environment, "backup", "create", Path.Combine(storage, "b"))).Output.ShouldContain("pg_dump");
        (await ServiceProcess.CommandAsync(storage, "", settings.Append(new("Storage__Folder", ServiceProcess.NewFolder())).ToDictionary(), "contact", "list")).Output.ShouldContain("lacks a key", Case.Sensitive, "the ring is not in the database");
    }

    [Fact]
    public async Task A_dump_and_the_keys_bring_every_request_back_as_the_handbook_says()
    {
        using var server = PostgresServer.Start();
        var storage = ServiceProcess.NewFolder();
        var keys = Path.Combine(storage, "keys");
        var settings = new Dictionary<string, string> { ["Storage__Provider"] = "PostgreSql", ["Storage__PostgreSql"] = server.ConnectionString };
        var environment = settings.Append(new("Storage__Folder", storage)).ToDictionary();
        var (dump, keysKept) = (Path.Combine(ServiceProcess.NewFolder(), "chatbot.dump"), ServiceProcess.NewFolder());
        var references = new List<string>();
        using (var service = await ServiceProcess.StartAsync(storage, settings: settings))
        {
            using var http = new HttpClient { BaseAddress = service.Address };
            for (var i = 0; i < 5; i++)
                references.Add((await SubmitAsync(http, $"kept-before-the-dump-{i}")).Reference.ShouldNotBeNull());

            // While the service runs; first the dump, then the keys.
            server.Dump(dump);
            foreach (var file in Directory.GetFiles(keys))
                File.Copy(file, Path.Combine(keysKept, Path.GetFileName(file)), overwrite: true);
            (await SubmitAsync(http, "stored-after-the-dump")).Status.ShouldBe(HttpStatusCode.Created);
        }

        server.Ask("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        Directory.Delete(keys, recursive: true);
        server.Restore(dump);
        (await ServiceProcess.CommandAsync(storage, "", environment, "contact", "show", references[0])).Output.ShouldNotContain("sam@example.org", Case.Sensitive, "the dump alone opens nothing");
        if (Directory.Exists(keys))
            Directory.Delete(keys, recursive: true);
        Directory.Move(keysKept, keys);

        using var again = await ServiceProcess.StartAsync(storage, settings: settings);
        using var restored = new HttpClient { BaseAddress = again.Address };
        foreach (var reference in references)
            (await ServiceProcess.CommandAsync(storage, "", environment, "contact", "show", reference)).Output.ShouldContain("sam@example.org");
        (await SubmitAsync(restored, "kept-before-the-dump-0")).ShouldBe((HttpStatusCode.OK, references[0]), "the same form again is still the same request");
        (await SubmitAsync(restored, "stored-after-the-dump")).Status.ShouldBe(HttpStatusCode.Created, "what came after the dump is not in it");
        (await ServiceProcess.CommandAsync(storage, "", environment, "audit", "verify")).Output.ShouldContain("The audit is whole");
    }

    [Fact]
    public async Task Without_its_server_the_service_does_not_start_and_says_why()
    {
        var (exitCode, output) = await ServiceProcess.RunToExitAsync(settings: new Dictionary<string, string>
        {
            ["Storage__Provider"] = "PostgreSql",
            ["Storage__PostgreSql"] = $"Host=127.0.0.1;Port={ServiceProcess.FreePort()};Username=chatbot;Password=zanzibar;Database=postgres",
        });

        exitCode.ShouldBe(1);
        output.ShouldContain("Check that the server runs");
        output.ShouldNotContain("zanzibar");
    }

    private static async Task UntilReadyAsync(HttpClient http)
    {
        for (var good = 0; good < 5;)
        {
            using var response = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            good = response.IsSuccessStatusCode ? good + 1 : 0;
        }
    }

    private static async Task<(HttpStatusCode Status, string? Reference)> SubmitAsync(HttpClient http, string key)
    {
        using var response = await http.PostAsJsonAsync("/api/contact", Submissions.Form(key));
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>())!["reference"]?.GetValue<string>());
    }
}
