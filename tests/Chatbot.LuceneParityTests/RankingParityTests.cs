using Chatbot.Search;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Chatbot.LuceneParityTests;

/// <summary>With one field and nothing added the best ten documents are those of Lucene 8's BM25Similarity.</summary>
public sealed class RankingParityTests(Lucene lucene, ITestOutputHelper output) : IClassFixture<Lucene>
{
    private const double LeastShare = 0.999;
    private const double ScoreTolerance = 1e-4;

    [Fact]
    public void Rankings_of_the_knowledge_are_lucenes() => Compare(TextSets.Knowledge());

    [Fact]
    public void Rankings_of_the_retrieval_sets_are_lucenes()
    {
        var sets = TextSets.Retrieval();
        if (sets.Count == 0)
            output.WriteLine("parity: no folder of retrieval sets here, their rankings are left out");

        foreach (var set in sets)
            Compare(set);
    }

    [Fact]
    public void Rankings_of_a_generated_collection_are_lucenes() => Compare(TextSets.Generated(documents: 10_000, queries: 2_000, seed: 20261124));

    [Fact]
    public void Another_k1_is_seen_by_the_comparison()
    {
        var set = TextSets.Knowledge();

        var comparison = RankingComparison.Of(Ours(set), lucene.Rank(set.Documents, set.Queries, k1: 1.3));

        comparison.LargestScoreDifference.ShouldBeGreaterThan(ScoreTolerance);
        comparison.Share.ShouldBeLessThan(LeastShare);
    }

    private void Compare(TextSet set)
    {
        var comparison = RankingComparison.Of(Ours(set), lucene.Rank(set.Documents, set.Queries));

        output.WriteLine($"parity: {set.Name}: {set.Documents.Count} documents, {comparison.Same} of {comparison.Queries} queries with the same ten in the same order ({comparison.Share:P3}), scores within {comparison.LargestScoreDifference:0.0E+0}");
        foreach (var difference in comparison.Differences.Take(5))
            output.WriteLine(difference);
        comparison.Share.ShouldBeGreaterThanOrEqualTo(LeastShare);
        comparison.LargestScoreDifference.ShouldBeLessThanOrEqualTo(ScoreTolerance);
    }

    private static List<IReadOnlyList<Ranked>> Ours(TextSet set)
    {
        var builder = new SearchIndexBuilder(new SearchSchema { Fields = [new SearchField { Name = "text" }] });
        for (var i = 0; i < set.Documents.Count; i++)
            builder.Add(new SearchDocument($"{i}", [set.Documents[i]]));
        var index = builder.Build();
        return [.. set.Queries.Select(query => index.Search(query, new SearchOptions { UseSynonyms = false }).Hits.Select(hit => new Ranked(hit.Ordinal, (float)hit.Score)).ToList())];
    }
}
