using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Chatbot.FaultTests;

/// <summary>
/// SIGKILL at random moments under eight clients. KILL_ROUNDS sets how often: 25 by default, 100 with <c>tests/run --full</c>.
/// kill -9 leaves the page cache alone; that the disk was waited for is what <see cref="DiskTests"/> shows.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Clients = 8;

    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("KILL_ROUNDS") ?? "25");

    [Fact]
    public async Task Every_confirmed_request_survives_with_its_notice_and_the_others_can_be_sent_again()
    {
        var storage = ServiceProcess.NewFolder();
        var submissions = await KillAsync(storage, Rounds, answerEarly: false, seed: 20261124);

        submissions.Confirmed.Count.ShouldBeGreaterThan(Rounds);
        submissions.Lost(storage).ShouldBe(0);

        using var last = await ServiceProcess.StartAsync(storage, program: typeof(KillTests).Assembly.Location);
        using var http = new HttpClient { BaseAddress = last.Address };
        var storedUnconfirmed = 0;
        foreach (var (key, reference) in submissions.Confirmed.Take(200))
            (await RetryAsync(http, key)).ShouldBe((HttpStatusCode.OK, reference));
        foreach (var key in submissions.Unconfirmed.Keys)
        {
            var (status, reference) = await RetryAsync(http, key);
            if (status == HttpStatusCode.OK)
                storedUnconfirmed++;
            submissions.Confirmed[key] = reference;
        }

        submissions.Lost(storage).ShouldBe(0, "every key makes one row, however often it was sent");
        output.WriteLine($"measured: {Rounds} kills under {Clients} clients: {submissions.Confirmed.Count} keys, {submissions.Unconfirmed.Count} of them unconfirmed at a kill ({storedUnconfirmed} stored all the same), 0 lost, 0 twice");
    }

    [Fact]
    public async Task A_build_that_answers_before_it_commits_is_found_out()
    {
        var storage = ServiceProcess.NewFolder();

        var submissions = await KillAsync(storage, rounds: 2, answerEarly: true, seed: 7);

        var lost = submissions.Lost(storage);
        lost.ShouldBeGreaterThan(0);
        output.WriteLine($"measured: negative control: {lost} of {submissions.Confirmed.Count} confirmed requests lost in 2 kills");
    }

    [Fact]
    public async Task The_whole_service_keeps_what_it_confirmed_too()
    {
        var storage = ServiceProcess.NewFolder();
        var submissions = await KillAsync(storage, Math.Max(2, Rounds / 10), answerEarly: false, seed: 3, program: null);

        submissions.Confirmed.ShouldNotBeEmpty();
        submissions.Lost(storage).ShouldBe(0);
    }

    private static Task<Submissions> KillAsync(string storage, int rounds, bool answerEarly, int seed) => KillAsync(storage, rounds, answerEarly, seed, typeof(KillTests).Assembly.Location);

    private static async Task<Submissions> KillAsync(string storage, int rounds, bool answerEarly, int seed, string? program)
    {
        var random = new Random(seed);
        var submissions = new Submissions();
        for (var round = 0; round < rounds; round++)
        {
            using var process = await ServiceProcess.StartAsync(storage, settings: new Dictionary<string, string> { ["ANSWER_EARLY"] = answerEarly ? "1" : "0" }, program: program);
            using var http = new HttpClient { BaseAddress = process.Address };
            var clients = Enumerable.Range(0, Clients).Select(_ => submissions.UntilGoneAsync(http)).ToList();

            // The first confirmation, then a random moment.
            var before = submissions.Confirmed.Count;
            while (submissions.Confirmed.Count == before)
                await Task.Yield();
            var moment = TimeSpan.FromMilliseconds(random.Next(0, 400));
            var watch = Stopwatch.StartNew();
            while (watch.Elapsed < moment)
                await Task.Yield();
            process.Kill();
            await Task.WhenAll(clients);
        }

        return submissions;
    }

    private static async Task<(HttpStatusCode Status, string Reference)> RetryAsync(HttpClient http, string key)
    {
        using var response = await http.PostAsJsonAsync("/api/contact", Submissions.Form(key));
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>())!["reference"]!.GetValue<string>());
    }
}
