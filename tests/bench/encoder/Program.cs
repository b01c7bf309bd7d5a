// encoder-bench lines FOLDER    writes {"pieces":[..],"vector":[..],"alike":true} for each text
// encoder-bench time FOLDER     prints what encoding and searching cost
// Texts come in on the input, one a line, as Base64 of UTF-16 LE: that carries line ends and lone surrogates.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Chatbot.Search.Encoding;

if (args is not [("lines" or "time") and var task, var folder])
{
    Console.Error.WriteLine("Usage: encoder-bench lines|time FOLDER < TEXTS");
    return 2;
}

var texts = new List<string>();
while (Console.ReadLine() is { } line)
    texts.Add(new string(MemoryMarshal.Cast<byte, char>(Convert.FromBase64String(line))));
if (task == "lines")
    WriteLines();
else
    await TimeAsync();
return 0;

void WriteLines()
{
    using var encoder = SentenceEncoder.Load(folder);
    var together = encoder.EncodeMany(texts);
    for (var i = 0; i < texts.Count; i++)
    {
        var vector = encoder.Encode(texts[i]);
        Console.WriteLine(JsonSerializer.Serialize(new { pieces = encoder.Pieces(texts[i]), vector, alike = together[i].AsSpan().SequenceEqual(vector) }));
    }
}

async Task TimeAsync()
{
    var memory = Memory();
    var started = Stopwatch.GetTimestamp();
    using var encoder = SentenceEncoder.Load(folder);
    Console.WriteLine($"load: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms, {Memory() - memory:F1} MB of its own");
    started = Stopwatch.GetTimestamp();
    encoder.Encode(texts[0]);
    Console.WriteLine($"first text: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms, {Memory() - memory:F1} MB of its own");

    Print("a text", Times(1000, i => encoder.Encode(texts[i * 7 % texts.Count])));
    Console.WriteLine($"{texts.Average(text => encoder.Pieces(text).Count):F1} pieces a text");
    var tenWords = texts.Where(text => text.Count(c => c == ' ') == 9).ToList();
    if (tenWords.Count > 0)
        Print("a text of ten words", Times(1000, i => encoder.Encode(tenWords[i % tenWords.Count])));

    LabelledText[] all = [.. texts.Select((text, i) => new LabelledText(i, text))];
    var cache = Path.GetTempFileName();
    foreach (var threads in (int[])[1, 2])
    {
        var processor = Environment.CpuUsage.TotalTime;
        started = Stopwatch.GetTimestamp();
        var background = BackgroundVectors.Start(encoder, all, threads == 1 ? null : cache, threads);
        await background.Completion;
        Console.WriteLine($"{all.Length} texts, {threads} threads: {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s, {(Environment.CpuUsage.TotalTime - processor).TotalSeconds:F1} s of processor");
    }

    started = Stopwatch.GetTimestamp();
    var kept = BackgroundVectors.Start(encoder, all, cache);
    await kept.Completion;
    Console.WriteLine($"{all.Length} texts from the cache: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms, file of {new FileInfo(cache).Length / 1048576.0:F1} MB");
    File.Delete(cache);

    var query = encoder.Encode(texts[0]);
    Print($"nearest 20 of {all.Length}", Times(2000, _ => kept.Current!.Nearest(query, 20)));
    Console.WriteLine($"idle: {Memory() - memory:F1} MB of its own, {Environment.WorkingSet / 1048576.0:F0} MB with file pages");
}

// The first 200 are the warming up.
static List<double> Times(int runs, Action<int> action)
{
    var times = new List<double>();
    for (var i = -200; i < runs; i++)
    {
        var started = Stopwatch.GetTimestamp();
        action(i + 200);
        if (i >= 0)
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    times.Sort();
    return times;
}

static void Print(string what, List<double> times) =>
    Console.WriteLine($"{what}: median {times[times.Count / 2]:F3} ms, p95 {times[times.Count * 95 / 100]:F3} ms, p99 {times[times.Count * 99 / 100]:F3} ms");

// Megabytes that are the process's own: file pages, such as the mapped weights, are the system's to take back.
static double Memory()
{
    GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
    return double.Parse(line.AsSpan(8, line.Length - 10), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) / 1024;
}
