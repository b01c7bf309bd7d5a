using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Chatbot.Tests.Support;
using Chatbot.Triage;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Chatbot.Tests.Triage;

public sealed class TriageRobustnessTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Allowed = TimeSpan.FromMilliseconds(50);

    /// <summary>100,000 at full size (<c>tests/run --full</c>).</summary>
    private static int RandomMessages => int.TryParse(Environment.GetEnvironmentVariable("TRIAGE_TEXTS"), out var count) ? count : 4000;

    [Theory]
    [InlineData("I want to k\u200bill m\u200dyself")]
    [InlineData("i w\u00adant to d\u2060ie")]
    [InlineData("I want to \u202eki\u202cll myself")]
    [InlineData("\u200fi want to die\u200f")]
    [InlineData("i wаnt tо diе")]
    [InlineData("ｉ ｗａｎｔ ｔｏ ｄｉｅ")]
    [InlineData("𝓲 𝔀𝓪𝓷𝓽 𝓽𝓸 𝓭𝓲𝓮")]
    [InlineData("ⓘ ⓦⓐⓝⓣ ⓣⓞ ⓓⓘⓔ")]
    [InlineData("í wánt tö dîe")]
    [InlineData("i w4nt 2 d1e")]
    [InlineData("k1ll mys3lf")]
    [InlineData("K!ll mys3lf")]
    [InlineData("$uicid3 is all i think about")]
    [InlineData("su!cidal and alone")]
    [InlineData("i want to dieeeeeee")]
    [InlineData("i wannnnna dieeee sooo bad")]
    [InlineData("i want to k i l l myself")]
    [InlineData("i want to k.i.l.l myself")]
    [InlineData("I WANT TO DIE!!!!")]
    [InlineData("i\nwant\nto\ndie")]
    [InlineData("i want to di\u0301e")]
    [InlineData("im suicdal")]
    [InlineData("i want to kll myslef")]
    public void Disguised_letters_do_not_hide_a_crisis(string text) => Rooms.Triage.Judge(text).Class.ShouldBe(TriageClass.Crisis);

    private const int WarmUps = 60;

    public static TheoryData<string> Worst() =>
    [
        string.Concat(Enumerable.Repeat("i want to ", 400)),
        string.Concat(Enumerable.Repeat("he she they my brother says ", 143)),
        string.Concat(Enumerable.Repeat("a ", 2000)),
        new string('a', 4000),
        new string('?', 4000),
        string.Concat(Enumerable.Repeat("how much is it. ", 250)),
        string.Concat(Enumerable.Repeat("我", 4000)),
        string.Concat(Enumerable.Repeat("\u200b1!", 1333)),
        string.Concat(Enumerable.Repeat("not suicidal but pills took all ", 125)),
        string.Concat(Enumerable.Repeat("k.i.l.l ", 500)),
    ];

    /// <summary>The thread's own processor time, the least of up to twenty: other work on the machine must not count, and code that is not compiled for good yet is warmed up before.</summary>
    [Theory]
    [MemberData(nameof(Worst))]
    public void Four_thousand_characters_of_anything_take_less_than_fifty_milliseconds(string text)
    {
        // Beginnings of the text: its own kind of message, and none that is remembered below.
        for (var length = text.Length / WarmUps; length < text.Length; length += text.Length / WarmUps)
            Rooms.Triage.Judge(text[..length]);

        var quickest = TimeSpan.MaxValue;
        for (var n = 0; n < 20 && quickest >= Allowed; n++)
        {
            // Another ending each time, since a verdict that was given before is remembered.
            var message = $"{text[..^2]}{n:00}";
            var started = ThreadTime();
            Rooms.Triage.Judge(message);
            var took = ThreadTime() - started;
            quickest = took < quickest ? took : quickest;
        }

        output.WriteLine($"triage: {text.Length} characters in {quickest.TotalMilliseconds:0.0} ms");
        quickest.ShouldBeLessThan(Allowed);
    }

    /// <summary>Linux counts the nanoseconds that a thread ran; elsewhere the wall clock has to do.</summary>
    private static TimeSpan ThreadTime() => OperatingSystem.IsLinux()
        ? TimeSpan.FromTicks(long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) / 100)
        : Stopwatch.GetElapsedTime(0);

    [Fact]
    public void Random_and_mutated_messages_never_break_the_detector()
    {
        var random = new Random(20261125);
        var seeds = File.ReadLines(Repository.Path("tests", "gold", "triage-dev.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!).ToArray();

        // On a stopped clock nothing is late, however busy the machine: what is looked for here are faults.
        var desk = TriageRoom.Open(Repository.Path("knowledge"), new StoppedClock());

        for (var n = 0; n < RandomMessages; n++)
        {
            var text = n % 2 == 0 ? Garbage(random) : Mutated(seeds[random.Next(seeds.Length)], random);
            var verdict = desk.Judge(text);
            if (verdict.RuleId is TriageDesk.FaultRule or TriageDesk.TimeoutRule)
                Assert.Fail($"message {n} of seed 20261125 gave {verdict.RuleId}");
        }

        output.WriteLine($"triage: {RandomMessages} random and mutated messages without a fault");
    }

    private static string Garbage(Random random)
    {
        var text = new StringBuilder();
        var length = random.Next(0, random.Next(10) == 0 ? 4000 : 80);
        for (var i = 0; i < length; i++)
            text.Append(random.Next(4) switch { 0 => (char)random.Next(0x20, 0x7f), 1 => ' ', 2 => (char)random.Next(0, 0x500), _ => (char)random.Next(0, 0x10000) });
        return text.ToString();
    }

    private static string Mutated(string seed, Random random)
    {
        var text = new StringBuilder(seed);
        for (var i = random.Next(1, 6); i > 0 && text.Length > 0; i--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0:
                    text.Remove(at, 1);
                    break;
                case 1:
                    text.Insert(at, (char)random.Next(1, 0x3000));
                    break;
                case 2:
                    text[at] = text[random.Next(text.Length)];
                    break;
                default:
                    text.Insert(at, seed);
                    break;
            }
        }

        return text.ToString();
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
