using BenchmarkDotNet.Attributes;
using Chatbot.Search;

namespace Chatbot.Benchmarks;

/// <summary>Whole questions over an index of a clinic's size: 500 passages of 64 words under 100 titles.</summary>
[MemoryDiagnoser]
public class QuestionBenchmarks
{
    private readonly string[] _questions = new string[64];
    private SearchIndex _plain = null!;
    private SearchIndex _full = null!;
    private string _passage = "";
    private int _at;

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(3);
        var plain = new SearchIndexBuilder(new SearchSchema { Fields = [new SearchField { Name = "text" }] });
        var full = new PassageIndexBuilder(spelling: new Spelling { Words = CommonWords.None });
        for (var i = 0; i < 500; i++)
        {
            var text = MadeUpText.Words(random, 64);
            plain.Add(new SearchDocument($"{i}", [text]));
            full.Add(new SearchPassage($"{i}", MadeUpText.Words(new Random(i % 100), 5), text));
        }

        (_plain, _full) = (plain.Build(), full.Build());
        for (var i = 0; i < _questions.Length; i++)
            _questions[i] = MadeUpText.Words(random, 8);
        _passage = string.Join(". ", Enumerable.Range(0, 6).Select(_ => "A" + MadeUpText.Words(random, 11)));
    }

    [Benchmark]
    public int Plain() => _plain.Search(Next()).Hits.Count;

    [Benchmark]
    public int FullQuery() => _full.Search(Next()).Hits.Count;

    [Benchmark]
    public int FullQueryExplained() => _full.Search(Next(), new SearchOptions { Explain = true }).Hits.Count;

    [Benchmark]
    public int Snippet() => Highlighter.Best(_passage, SentenceSplitter.Split(_passage), _plain.Search(Next()).Query).Highlights.Count;

    private string Next() => _questions[_at++ & 63];
}
