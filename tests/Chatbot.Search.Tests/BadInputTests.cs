using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Chatbot.Search.Tests;

public sealed class BadInputTests
{
    private const int Megabyte = 1 << 20;
    private const int LongestQuery = 4000;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);

    private static readonly string[] Units = ["a", "ab ", "1,", "\0", "\ud800", "\udc00x", "\u0301", "👩\u200D", "ก", "日", "a\n", " ", "'s ", ". ", "ketamine ", "infusion home ", "\uFFFF", "e\u0301x "];

    /// <summary>Passages of a megabyte of each kind, one of the whole of the Basic Multilingual Plane, and plain ones.</summary>
    private static readonly Lazy<SearchIndex> Hostile = new(() =>
    {
        var builder = new PassageIndexBuilder(spelling: new Spelling { Words = Some.English });
        for (var i = 0; i < Units.Length; i++)
            builder.Add(new SearchPassage($"hostile {i}", i % 2 == 0 ? Fill(Units[i], Megabyte) : "", Fill(Units[i], Megabyte)));
        builder.Add(new SearchPassage("plane", "", string.Concat(Enumerable.Range(0, 0x10000).Select(code => $"{(char)code} {(char)code}x"))));
        for (var i = 0; i < 200; i++)
            builder.Add(new SearchPassage($"plain {i}", $"Title {i}", $"ketamine infusion drive home {i}"));
        return builder.Build();
    });

    public static TheoryData<string> Queries => [.. Units.Select(unit => Fill(unit, LongestQuery)), DistinctWords(), Misspelled(), "ketamine infusion home", ""];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Any_query_over_any_passages_is_answered_within_fifty_milliseconds(string query)
    {
        var index = Hostile.Value;
        var fastest = TimeSpan.MaxValue;

        // The fastest of several, because the machine may be doing something else.
        for (var run = 0; run < 30 && fastest >= Longest; run++)
        {
            var started = Stopwatch.GetTimestamp();
            index.Search(query);
            var time = Stopwatch.GetElapsedTime(started);
            fastest = time < fastest ? time : fastest;
        }

        fastest.ShouldBeLessThan(Longest);
        index.Search(query, new SearchOptions { Explain = true, LastWordIsUnfinished = true }).Hits.ShouldAllBe(hit => hit.Score > 0 && double.IsFinite(hit.Score));
    }

    [Fact]
    public void A_snippet_of_a_megabyte_without_a_full_stop_is_found()
    {
        var text = Fill("infusion home ", Megabyte);

        var snippet = Highlighter.Best(text, SentenceSplitter.Split(text), Hostile.Value.Search("infusion").Query);

        snippet.Range.End.ShouldBeLessThanOrEqualTo(text.Length);
        snippet.Highlights.Count.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void An_index_of_nothing_finds_nothing()
    {
        foreach (var index in (SearchIndex[])[new PassageIndexBuilder().Build(), new SearchIndexBuilder(new SearchSchema { Fields = [new SearchField { Name = "text" }] }).Build()])
        {
            var results = index.Search("anything at all");

            results.Hits.ShouldBeEmpty();
            results.Evidence.NormalisedScore.ShouldBe(0);
            results.Query.Words.Count.ShouldBe(2);
        }
    }

    [Fact]
    public void One_passage_and_empty_fields_work()
    {
        var builder = new PassageIndexBuilder(spelling: new Spelling { Words = Some.English });
        builder.Add(new SearchPassage("only", "", ""));
        var empty = builder.Build();
        builder = new PassageIndexBuilder(spelling: new Spelling { Words = Some.English });
        builder.Add(new SearchPassage("title only", "Ketamine", ""));
        var one = builder.Build();

        empty.Search("ketamine").Hits.ShouldBeEmpty();
        one.Search("ketamine", new SearchOptions { Explain = true }).Hits.Single().Id.ShouldBe("title only");
        one.Search("ketamine").Evidence.Margin.ShouldBe(1);
    }

    [Fact]
    public void Identical_passages_stand_in_the_order_of_addition()
    {
        // The large index is searched by skipping, which is for few: no refinement, which asks for a hundred.
        foreach (var count in (int[])[3, DocumentScorer.PlainBelow + 3])
        {
            var builder = count == 3 ? new PassageIndexBuilder() : new PassageIndexBuilder(PassageIndexBuilder.Schema() with { Refinement = null });
            for (var i = 0; i < count; i++)
                builder.Add(new SearchPassage($"{i}", "Same title", "the same ketamine passage"));

            builder.Build().Search("ketamine passage", new SearchOptions { Top = 3 }).Hits.Select(hit => hit.Id).ShouldBe(["0", "1", "2"]);
        }
    }

    [Fact]
    public void No_hits_asked_for_are_none_and_fewer_than_none_is_refused()
    {
        Some.Clinic().Search("drive home", new SearchOptions { Top = 0 }).Hits.ShouldBeEmpty();
        Some.Clinic().Search("drive home", new SearchOptions { Top = int.MaxValue }).Hits.Count.ShouldBe(2);
        Should.Throw<ArgumentOutOfRangeException>(() => Some.Clinic().Search("drive", new SearchOptions { Top = -1 }));
    }

    private static string Fill(string unit, int length) => string.Concat(Enumerable.Repeat(unit, length / unit.Length));

    private static string DistinctWords() => string.Join(' ', Enumerable.Range(0, 700).Select(i => $"{(char)('a' + (i % 26))}{(char)('a' + (i / 26))}xyz"))[..LongestQuery];

    private static string Misspelled() => string.Join(' ', Enumerable.Range(0, 400).Select(i => $"ketam{(char)('a' + (i % 26))}n{(char)('a' + (i / 26))}"))[..(LongestQuery - 500)];
}
