// encoder-bench lines FOLDER    writes {"pieces":[..],"vector":[..],"alike":true} for each text
// encoder-bench time FOLDER     prints what encoding costs
// Texts come in on the input, one a line, as Base64 of UTF-16 LE: that carries line ends and lone surrogates.
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Chatbot.Search.Encoding;

if (args.Length != 2)
{
    Console.Error.WriteLine("Usage: encoder-bench lines|time FOLDER < TEXTS");
    return 2;
}

var started = Stopwatch.GetTimestamp();
using var encoder = SentenceEncoder.Load(args[1]);
var loaded = Stopwatch.GetElapsedTime(started);
var texts = new List<string>();
while (Console.ReadLine() is { } line)
    texts.Add(new string(MemoryMarshal.Cast<byte, char>(Convert.FromBase64String(line))));
if (args[0] == "lines")
{
    var together = encoder.EncodeMany(texts);
    for (var i = 0; i < texts.Count; i++)
        Console.WriteLine(JsonSerializer.Serialize(new { pieces = encoder.Pieces(texts[i]), vector = encoder.Encode(texts[i]), alike = together[i].AsSpan().SequenceEqual(encoder.Encode(texts[i])) }));
    return 0;
}

started = Stopwatch.GetTimestamp();
encoder.Encode(texts[0]);
Console.WriteLine($"load {loaded.TotalMilliseconds:F1} ms, first text {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F1} ms");
var times = new List<double>();
foreach (var text in texts.Concat(texts).Take(1000))
{
    started = Stopwatch.GetTimestamp();
    encoder.Encode(text);
    times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
}

var warm = times.Skip(100).Order().ToList();
Console.WriteLine($"one by one: median {warm[warm.Count / 2]:F2} ms, p95 {warm[warm.Count * 95 / 100]:F2} ms, p99 {warm[warm.Count * 99 / 100]:F2} ms ({texts.Average(text => encoder.Pieces(text).Count):F1} pieces a text)");
started = Stopwatch.GetTimestamp();
encoder.EncodeMany(texts);
Console.WriteLine($"{texts.Count} texts in one thread: {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
Console.WriteLine($"managed heap {GC.GetTotalMemory(forceFullCollection: true) / 1048576.0:F1} MB, whole process {Environment.WorkingSet / 1048576.0:F0} MB");
return 0;
