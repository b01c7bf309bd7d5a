using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Chatbot.Tests.Support;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Chatbot.FaultTests;

/// <summary>A full disk, a held lock, a failing fsync: a clear 503, nothing half stored, recovery without a restart, and answers all the while.</summary>
public sealed partial class DiskTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string> Phone = new() { ["Knowledge__Folder"] = KnowledgeWithPhone() };

    [Fact]
    public async Task A_full_disk()
    {
        var storage = ServiceProcess.NewFolder();
        Run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", storage).ShouldBe(0, "the test mounts a small tmpfs, so it has to run as root");
        try
        {
            using var service = await ServiceProcess.StartAsync(storage, settings: Phone);
            using var http = new HttpClient { BaseAddress = service.Address };
            await SubmitAsync(http, HttpStatusCode.Created);
            var filler = Path.Combine(storage, "filler");
            Fill(filler);

            // What is free inside the file and the log is used up first.
            var refused = "";
            for (var i = 0; i < 2000 && refused.Length == 0; i++)
                refused = await TrySubmitAsync(http);
            await CheckRefusedAsync(http, refused);
            var rows = Rows(storage);

            File.Delete(filler);
            await SubmitAsync(http, HttpStatusCode.Created);
            Rows(storage).ShouldBe(rows + 1);
            Integrity(storage).ShouldBe("ok");
        }
        finally
        {
            Run("umount", "-l", storage);
        }
    }

    [Fact]
    public async Task A_database_that_another_program_holds()
    {
        var storage = ServiceProcess.NewFolder();
        using var service = await ServiceProcess.StartAsync(storage, settings: Phone);
        using var http = new HttpClient { BaseAddress = service.Address };
        var key = Guid.NewGuid().ToString("N");
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(storage, "chatbot.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "BEGIN EXCLUSIVE";
            command.ExecuteNonQuery();
            var refused = await TrySubmitAsync(http, key);
            refused.ShouldNotBeEmpty();
            await CheckRefusedAsync(http, refused);
        }

        (await TrySubmitAsync(http, key)).ShouldBeEmpty("the same key again is stored");
        Rows(storage).ShouldBe(1);
    }

    [Fact]
    public async Task An_fsync_that_fails()
    {
        var storage = ServiceProcess.NewFolder();
        using var service = await ServiceProcess.StartAsync(storage, settings: Phone);
        using var http = new HttpClient { BaseAddress = service.Address };
        await SubmitAsync(http, HttpStatusCode.Created);
        var before = Rows(storage);
        var key = Guid.NewGuid().ToString("N");
        using (var strace = await Strace.AttachAsync(service.Id, "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO"))
        {
            var refused = await TrySubmitAsync(http, key);
            refused.ShouldNotBeEmpty("a commit whose fsync failed must not be confirmed");
            await CheckRefusedAsync(http, refused);
            await strace.StopAsync();
            strace.Log.ShouldContain("EIO");
        }

        // Whatever the failed write left, the key is stored once from now on.
        (await TrySubmitAsync(http, key)).ShouldBeEmpty();
        Rows(storage).ShouldBe(before + 1);
        Integrity(storage).ShouldBe("ok");
    }

    [Fact]
    public async Task The_disk_is_waited_for_before_the_reply_is_sent()
    {
        var storage = ServiceProcess.NewFolder();
        using var service = await ServiceProcess.StartAsync(storage, settings: Phone);
        using var http = new HttpClient { BaseAddress = service.Address };
        await SubmitAsync(http, HttpStatusCode.Created);
        const int requests = 20;
        string trace;
        using (var strace = await Strace.AttachAsync(service.Id, "-yy", "-s", "64", "-e", "trace=pwrite64,fsync,fdatasync,sendto,sendmsg,write,writev"))
        {
            for (var i = 0; i < requests; i++)
                await SubmitAsync(http, HttpStatusCode.Created);
            await strace.StopAsync();
            trace = strace.Log;
        }

        var order = trace.Split('\n').Select(Kind).Where(kind => kind != ' ').ToArray();
        var shape = new string(order);
        OrderIsDurable(shape, requests).ShouldBeTrue(shape);
        OrderIsDurable(shape.Replace("F", ""), requests).ShouldBeFalse("negative control: without fsync the check has to fail");
        OrderIsDurable(string.Concat(Enumerable.Repeat("WRF", requests)), requests).ShouldBeFalse("negative control: a reply before the fsync has to be found");
        output.WriteLine($"measured: write, fsync, reply in this order for {requests} of {requests} requests");
    }

    /// <summary>Each reply (R) comes after a write to the log (W) and a finished wait for the disk (F) of its own.</summary>
    private static bool OrderIsDurable(string shape, int requests) => OrderPattern().Count(shape) == requests && shape.Count(kind => kind == 'R') == requests;

    private static char Kind(string line) => line switch
    {
        _ when line.Contains("chatbot.db-wal") && line.Contains("pwrite64(") => 'W',
        _ when line.Contains("chatbot.db-wal") && line.Contains("sync(") && !line.Contains("unfinished") => 'F',
        _ when line.Contains("sync resumed") => 'F',
        _ when line.Contains("HTTP/1.1 201") => 'R',
        _ => ' ',
    };

    private static async Task CheckRefusedAsync(HttpClient http, string refused)
    {
        var problem = JsonNode.Parse(refused)!.AsObject();
        problem["status"]!.GetValue<int>().ShouldBe(503);
        problem["phone"]!.GetValue<string>().ShouldBe("(555) 010-0199");
        problem["detail"]!.GetValue<string>().ShouldContain("(555) 010-0199");
        using var answer = await http.PostAsJsonAsync("/api/ask", new { text = "can I drive home afterwards?" });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadFromJsonAsync<JsonObject>())!["kind"]!.GetValue<string>().ShouldBe("differ");
        using var page = await http.PostAsync(new Uri("/contact", UriKind.Relative), new FormUrlEncodedContent(
            [new("idempotencyKey", Guid.NewGuid().ToString("N")), new("name", "Typed Name"), new("email", "sam@example.org"), new("consent", "true")]));
        page.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var text = await page.Content.ReadAsStringAsync();
        text.ShouldContain("(555) 010-0199");
        text.ShouldContain("Typed Name", customMessage: "what was typed is kept");
    }

    private static async Task SubmitAsync(HttpClient http, HttpStatusCode expected)
    {
        using var response = await http.PostAsJsonAsync("/api/contact", Submissions.Form(Guid.NewGuid().ToString("N")));
        response.StatusCode.ShouldBe(expected);
    }

    /// <summary>The problem's body; empty when the request was stored.</summary>
    private static async Task<string> TrySubmitAsync(HttpClient http, string? key = null)
    {
        using var response = await http.PostAsJsonAsync("/api/contact", Submissions.Form(key ?? Guid.NewGuid().ToString("N")));
        if (response.IsSuccessStatusCode)
            return "";
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
        return await response.Content.ReadAsStringAsync();
    }

    private static void Fill(string file)
    {
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                stream.Write(new byte[1024]);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static long Rows(string storage) => (long)Ask(storage, "SELECT count(*) FROM ContactRequests r JOIN Outbox o ON o.Reference = r.Reference")!;

    private static string Integrity(string storage) => (string)Ask(storage, "PRAGMA integrity_check")!;

    private static object? Ask(string storage, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(storage, "chatbot.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>The shipped knowledge, with a clinic that has a phone.</summary>
    private static string KnowledgeWithPhone()
    {
        var copy = ServiceProcess.NewFolder();
        foreach (var file in Directory.EnumerateFiles(Repository.Path("knowledge"), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(Repository.Path("knowledge"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        File.AppendAllText(Path.Combine(copy, "clinic.yaml"), "\nphone: (555) 010-0199\n");
        return copy;
    }

    [GeneratedRegex("W+F+W*R|W[WF]*FR")]
    private static partial Regex OrderPattern();
}
