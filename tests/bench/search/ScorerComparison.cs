using System.Diagnostics;
using Chatbot.Search;

namespace Chatbot.SearchBench;

/// <summary>
/// The engine's two scorers side by side, scoring alone: where the medians of the best ten cross, DocumentScorer.PlainBelow
/// belongs. The shortest of some rounds counts for each query, so that what else the machine does matters little.
/// </summary>
internal static class ScorerComparison
{
    private const int Rounds = 9;

    public static void Run(SourceTexts texts, IEnumerable<int> sizes)
    {
        Console.WriteLine($"microseconds of scoring alone a query, best of {Rounds}, {texts.Queries.Count} queries: adding up plainly / skipping");
        Console.WriteLine($"{"passages",9} {"median, top 10",18} {"p99, top 10",18} {"median, top 100",18} {"p99, top 100",18}");
        foreach (var size in sizes)
        {
            var queries = Lists(texts, size);
            var line = $"{size,9}";
            foreach (var top in (int[])[10, 100])
            {
                var (plain, skipping) = Time(queries, size, top);
                foreach (var share in (double[])[0.5, 0.99])
                    line += $" {At(plain, share),9:0.0} /{At(skipping, share),7:0.0}";
            }

            Console.WriteLine(line);
        }
    }

    private static List<List<PostingList>> Lists(SourceTexts texts, int size)
    {
        var vocabulary = new Vocabulary();
        var reader = new TermReader(vocabulary);
        var builder = new FieldPostingsBuilder();
        foreach (var passage in texts.Passages(size))
        {
            var terms = reader.Read(passage);
            builder.Add(terms, vocabulary.Count);
        }

        // Windows at every size: an index below PlainBelow has none.
        var postings = builder.Build(vocabulary.Count, windows: true);
        return [.. texts.Queries.Select(query => EnglishAnalyzer.Instance.Analyze(query)
            .Select(token => vocabulary.Find(token.Term))
            .Where(term => term >= 0)
            .CountBy(term => term)
            .Select(word => postings.List(word.Key, WordScore.Factor(postings, word.Key, word.Value)))
            .ToList())];
    }

    private static (double[] Plain, double[] Skipping) Time(List<List<PostingList>> queries, int size, int top)
    {
        var (plain, skipping) = (new double[queries.Count], new double[queries.Count]);
        Array.Fill(plain, double.MaxValue);
        Array.Fill(skipping, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < queries.Count; i++)
                plain[i] = Math.Min(plain[i], TimeOne(queries[i], size, top, skip: false));
            for (var i = 0; i < queries.Count; i++)
                skipping[i] = Math.Min(skipping[i], TimeOne(queries[i], size, top, skip: true));
        }

        return (plain, skipping);
    }

    private static double TimeOne(List<PostingList> lists, int size, int top, bool skip)
    {
        var scale = Scale.For(lists.Sum(list => (double)list.Largest));
        var started = Stopwatch.GetTimestamp();
        DocumentScorer.Find(lists, size, top, scale, skip);
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }

    private static double At(double[] times, double share) => times.Order().ElementAt((int)(share * (times.Length - 1)));
}
