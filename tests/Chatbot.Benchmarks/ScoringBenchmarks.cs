using BenchmarkDotNet.Attributes;
using Chatbot.Search;

namespace Chatbot.Benchmarks;

/// <summary>
/// The two ways to add up postings, by number of documents, in a collection of made-up words. (On real words, and for where
/// they cross: <c>tests/bench/search/run --scorers</c>.) One operation is one question of eight words.
/// </summary>
[MemoryDiagnoser]
public class ScoringBenchmarks
{
    private const int Questions = 64;

    private readonly List<List<PostingList>> _lists = [];

    [Params(256, 1024, 4096, 16_384, 65_536)]
    public int Documents { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(2);
        var vocabulary = new Vocabulary();
        var reader = new TermReader(vocabulary);
        var builder = new FieldPostingsBuilder();
        for (var i = 0; i < Documents; i++)
        {
            var terms = reader.Read(MadeUpText.Words(random, 64));
            builder.Add(terms, vocabulary.Count);
        }

        var postings = builder.Build(vocabulary.Count, windows: true);
        for (var i = 0; i < Questions; i++)
        {
            var terms = EnglishAnalyzer.Instance.Analyze(MadeUpText.Words(random, 8)).Select(token => vocabulary.Find(token.Term)).Where(term => term >= 0);
            _lists.Add([.. terms.Select(term => postings.List(term, WordScore.Factor(postings, term, 1)))]);
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Questions)]
    public int Plain() => Run(skip: false);

    [Benchmark(OperationsPerInvoke = Questions)]
    public int Skipping() => Run(skip: true);

    private int Run(bool skip)
    {
        var found = 0;
        foreach (var lists in _lists)
            found += DocumentScorer.Find(lists, Documents, 10, Scale.For(lists.Sum(list => (double)list.Largest)), skip).Count;
        return found;
    }
}
