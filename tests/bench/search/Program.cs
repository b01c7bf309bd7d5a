// search-bench SETS CLASSPATH SIZE...
// search-bench SETS --scorers SIZE...
using System.Diagnostics;
using System.Globalization;
using Chatbot.Search;
using Chatbot.SearchBench;

if (args.Length < 3)
{
    Console.Error.WriteLine("Usage: tests/bench/search/run [SIZE...]");
    return 2;
}

var texts = SourceTexts.Read(args[0]);
var sizes = args[2..].SelectMany(arg => arg.Split(' ')).Select(size => int.Parse(size, CultureInfo.InvariantCulture));
if (args[1] == "--scorers")
{
    ScorerComparison.Run(texts, sizes);
    return 0;
}

Console.WriteLine($"{texts.Words.Count} words of text, {texts.Queries.Count} queries, {Environment.ProcessorCount} processors; microseconds a query, single thread, analysis included, top 10, warm");
Console.WriteLine($"{"passages",9} {"engine",-22} {"median",9} {"p99",9} {"median x",9} {"p99 x",7} {"build s",8} {"bytes a passage",16}");
foreach (var size in sizes)
    Measure(size);
return 0;

void Measure(int size)
{
    var passages = texts.Passages(size);
    using var lucene = new LuceneProcess(args[1], passages, texts.Queries);
    var (plain, plainBuild, plainHeap) = Build(() =>
    {
        var builder = new SearchIndexBuilder(new SearchSchema { Fields = [new SearchField { Name = "text" }] });
        for (var i = 0; i < passages.Count; i++)
            builder.Add(new SearchDocument($"{i}", [passages[i]]));
        return builder.Build();
    });
    var (full, fullBuild, fullHeap) = Build(() =>
    {
        var builder = new PassageIndexBuilder(spelling: new Spelling { Words = CommonWords.None });
        for (var i = 0; i < passages.Count; i++)
            builder.Add(new SearchPassage($"{i}", texts.Titles[i % texts.Titles.Count], passages[i]));
        return builder.Build();
    });

    // Rounds in turn, so that what else the machine does meets all alike; the first ones are for warming up.
    var (warming, timed) = size <= 1000 ? (30, 30) : (5, 7);
    var (ofLucene, ofPlain, ofFull) = (new List<double>(), new List<double>(), new List<double>());
    for (var round = -warming; round < timed; round++)
    {
        var times = lucene.Round();
        var ours = Round(plain);
        var ourFull = Round(full);
        if (round < 0)
            continue;
        ofLucene.AddRange(times);
        ofPlain.AddRange(ours);
        ofFull.AddRange(ourFull);
    }

    Print(size, "Lucene 8", ofLucene, ofLucene, lucene.BuildSeconds, (double)lucene.IndexBytes / size);
    Print(size, "this, plain", ofPlain, ofLucene, plainBuild, plainHeap / size);
    Print(size, "this, full query", ofFull, ofLucene, fullBuild, fullHeap / size);
}

(SearchIndex Index, double Seconds, double Bytes) Build(Func<SearchIndex> build)
{
    var before = GC.GetTotalMemory(forceFullCollection: true);
    var started = Stopwatch.GetTimestamp();
    var index = build();
    var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
    return (index, seconds, GC.GetTotalMemory(forceFullCollection: true) - before);
}

double[] Round(SearchIndex index)
{
    var times = new double[texts.Queries.Count];
    for (var i = 0; i < times.Length; i++)
    {
        var started = Stopwatch.GetTimestamp();
        index.Search(texts.Queries[i]);
        times[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }

    return times;
}

static void Print(int size, string engine, List<double> times, List<double> lucene, double buildSeconds, double bytes) =>
    Console.WriteLine($"{size,9} {engine,-22} {At(times, 0.5),9:0.0} {At(times, 0.99),9:0.0} {At(lucene, 0.5) / At(times, 0.5),9:0.0} {At(lucene, 0.99) / At(times, 0.99),7:0.0} {buildSeconds,8:0.00} {bytes,16:0}");

static double At(List<double> times, double share) => times.Order().ElementAt((int)(share * (times.Count - 1)));
