using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Chatbot.LuceneParityTests;

/// <summary>Tokens are identical to those of Lucene 8's EnglishAnalyzer: text, position, start and end.</summary>
public sealed class TokenParityTests(Lucene lucene, ITestOutputHelper output) : IClassFixture<Lucene>
{
    private const int Seed = 20261124;

    [Fact]
    public void Tokens_of_the_knowledge_are_lucenes()
    {
        var knowledge = TextSets.Knowledge();

        Compare("articles and authored questions", [.. TextSets.ArticleFiles(), .. knowledge.Documents, .. knowledge.Queries]);
    }

    [Fact]
    public void Tokens_of_the_retrieval_sets_are_lucenes()
    {
        var sets = TextSets.Retrieval();
        if (sets.Count == 0)
            output.WriteLine("parity: no folder of retrieval sets here, their tokens are left out");

        foreach (var set in sets)
            Compare(set.Name, [.. set.Documents, .. set.Queries]);
    }

    [Fact]
    public void Tokens_of_generated_hostile_texts_are_lucenes()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("PARITY_TEXTS"), out var asked) ? asked : 10_000;

        Compare("generated texts", [.. StrangeTexts.Generate(count, Seed)]);
    }

    [Fact]
    public void Stems_of_generated_inflected_words_are_lucenes() => Compare("inflected words", [.. StrangeTexts.Inflected(200_000, Seed)]);

    [Fact]
    public void Every_code_point_is_treated_as_lucene_does() => Compare("every code point in four places", [.. StrangeTexts.EveryCodePoint()]);

    [Fact]
    public void Texts_of_a_megabyte_are_cut_as_lucene_does() =>
        Compare("texts of 2^20 units", [.. new[] { "a", "1", "_", "\u0301", "é\u0301", "\U00010428", "👩\u200D", "\uD800", "\uDC00", "\0", "ก", "a.", "1,", "א\"", "🇺" }.Select(unit => string.Concat(Enumerable.Repeat(unit, (1 << 20) / unit.Length)))]);

    [Fact]
    public void One_more_stop_word_is_seen_by_the_comparison()
    {
        string[] texts = ["The clinic gives ketamine", "nothing of the kind"];

        TokenComparison.Differences(texts, lucene.Tokens(texts)).ShouldBeEmpty();
        TokenComparison.Differences(texts, lucene.Tokens(texts, stopWord: "clinic")).Count.ShouldBe(1);
    }

    [Fact]
    public void The_word_tables_are_what_their_generator_writes() =>
        File.ReadAllText(Repository.Path("src/Chatbot.Search/Analysis/WordBreakTables.cs")).ShouldBe(lucene.WordBreakTables());

    private void Compare(string name, IReadOnlyList<string> texts)
    {
        var theirs = lucene.Tokens(texts);

        var differences = TokenComparison.Differences(texts, theirs);

        output.WriteLine($"parity: {name}: {texts.Count} texts, {theirs.Sum(tokens => (long)tokens.Count)} tokens, {differences.Count} texts differ");
        differences.Take(20).ShouldBeEmpty();
    }
}
