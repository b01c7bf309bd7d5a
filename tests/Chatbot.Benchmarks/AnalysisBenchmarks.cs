using BenchmarkDotNet.Attributes;
using Chatbot.Search;

namespace Chatbot.Benchmarks;

/// <summary>From text to terms, and from terms to a corrected word.</summary>
[MemoryDiagnoser]
public class AnalysisBenchmarks
{
    private string _passage = "";
    private string _question = "";
    private SpellingCorrector _spelling = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        _passage = MadeUpText.Words(random, 64);
        _question = MadeUpText.Words(random, 10);
        var words = MadeUpText.Words(random, 100_000).Split(' ').Distinct(StringComparer.Ordinal).Select((word, i) => KeyValuePair.Create(word, i));
        _spelling = new SpellingCorrector(Lexicon.Create(words, _ => 1), new Spelling { Words = CommonWords.None });
    }

    [Benchmark]
    public int TermsOfAPassage() => EnglishAnalyzer.Instance.Analyze(_passage).Count;

    [Benchmark]
    public int TermsOfAQuestion() => EnglishAnalyzer.Instance.Analyze(_question).Count;

    [Benchmark]
    public int CorrectionOfAWord()
    {
        var budget = SpellingCorrector.Budget;
        return _spelling.Correct("ketaminx", ref budget).Count;
    }
}
