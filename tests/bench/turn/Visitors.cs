using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Chatbot.Bench.Turn;

/// <summary>Many Direct Line visitors with a socket each, who together ask at a steady rate.</summary>
internal static class Visitors
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly byte[] FromBot = Encoding.UTF8.GetBytes("\"role\":\"bot\"");

    /// <summary>Prints errors, times from sending to the reply on the socket, and the service's memory. 1 when there was an error.</summary>
    public static async Task<int> RunAsync(Uri service, int count, int perSecond, int seconds, string[] questions, int process)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = service, Timeout = Patience };
        var errors = new ConcurrentBag<string>();
        var visitors = new List<Visitor>();
        foreach (var group in Enumerable.Range(0, count).Chunk(20))
            visitors.AddRange(await Task.WhenAll(group.Select(_ => Visitor.ArriveAsync(http))));

        var times = new ConcurrentBag<double>();
        var asking = new List<Task>();
        var contacts = ContactsAsync(http, seconds, errors);
        var clock = Stopwatch.StartNew();
        var total = perSecond * seconds;
        for (var i = 0; i < total; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond);
            if (due > clock.Elapsed)
                await Task.Delay(due - clock.Elapsed);
            asking.Add(AskAsync(visitors[i % count], questions[i % questions.Length], times, errors));
        }

        await Task.WhenAll(asking);
        var elapsed = clock.Elapsed;
        var stored = await contacts;
        var sorted = times.Order().ToList();
        foreach (var error in errors.GroupBy(error => error))
            Console.WriteLine($"  {error.Count()} x {error.Key}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"visitors {count}: {sorted.Count} answers in {elapsed.TotalSeconds:0.0} s ({sorted.Count / elapsed.TotalSeconds:0}/s), {errors.Count} errors, p50 {At(sorted, 0.5):0} ms, p99 {At(sorted, 0.99):0} ms (target 150), most {sorted.LastOrDefault():0} ms; {stored} contact requests stored meanwhile; service memory {Memory(process)} MB at its highest (target 400)"));
        return errors.IsEmpty ? 0 : 1;
    }

    private static async Task AskAsync(Visitor visitor, string question, ConcurrentBag<double> times, ConcurrentBag<string> errors)
    {
        try
        {
            times.Add((await visitor.AskAsync(question)).TotalMilliseconds);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or WebSocketException or InvalidOperationException)
        {
            errors.Add($"{fault.GetType().Name}: {fault.Message}");
        }
    }

    /// <summary>Contact requests must get through while conversations are busy.</summary>
    private static async Task<int> ContactsAsync(HttpClient http, int seconds, ConcurrentBag<string> errors)
    {
        var stored = 0;
        for (var i = 0; i < seconds; i++)
        {
            using var response = await http.PostAsJsonAsync("/api/contact", new { idempotencyKey = $"bench-{Guid.NewGuid():N}", name = "Kim", phone = "+1 555 010 0199", consent = true });
            if (response.IsSuccessStatusCode)
                stored++;
            else
                errors.Add($"contact request {(int)response.StatusCode}");
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        return stored;
    }

    private static double At(List<double> sorted, double share) => sorted.Count == 0 ? 0 : sorted[(int)Math.Min(sorted.Count - 1, Math.Ceiling(share * sorted.Count) - 1)];

    private static long Memory(int process) =>
        long.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split([' ', '\t', 'k'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    private sealed class Visitor(HttpClient http, string conversation, string token, ClientWebSocket socket)
    {
        private readonly SemaphoreSlim _one = new(1, 1);
        private TaskCompletionSource? _answer;

        public static async Task<Visitor> ArriveAsync(HttpClient http)
        {
            using var generated = await http.PostAsJsonAsync("/v3/directline/tokens/generate", new { });
            var token = (await generated.Content.ReadFromJsonAsync<JsonObject>())!["token"]!.GetValue<string>();
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v3/directline/conversations") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
            using var started = await http.SendAsync(request);
            var body = (await started.Content.ReadFromJsonAsync<JsonObject>())!;
            var socket = new ClientWebSocket();
            await socket.ConnectAsync(new Uri(body["streamUrl"]!.GetValue<string>()), CancellationToken.None);
            var visitor = new Visitor(http, body["conversationId"]!.GetValue<string>(), token, socket);
            var welcome = visitor._answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = visitor.ListenAsync();
            await welcome.Task.WaitAsync(Patience);
            return visitor;
        }

        /// <summary>From sending to the reply on the socket. A visitor who still waits asks when the answer is there; that wait counts too.</summary>
        public async Task<TimeSpan> AskAsync(string question)
        {
            var clock = Stopwatch.StartNew();
            await _one.WaitAsync(Patience);
            try
            {
                var answer = _answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/v3/directline/conversations/{conversation}/activities")
                {
                    Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
                    Content = JsonContent.Create(new { type = "message", text = question, channelData = new { clientActivityID = Guid.NewGuid().ToString("N") } }),
                };
                using var response = await http.SendAsync(request);
                response.EnsureSuccessStatusCode();
                await answer.Task.WaitAsync(Patience);
                return clock.Elapsed;
            }
            finally
            {
                _one.Release();
            }
        }

        private async Task ListenAsync()
        {
            var buffer = new byte[64 * 1024];
            var length = 0;
            while (true)
            {
                if (length == buffer.Length)
                    Array.Resize(ref buffer, buffer.Length * 2);
                var received = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                    return;
                length += received.Count;
                if (!received.EndOfMessage)
                    continue;
                if (buffer.AsSpan(0, length).IndexOf(FromBot) >= 0)
                    _answer?.TrySetResult();
                length = 0;
            }
        }
    }
}
