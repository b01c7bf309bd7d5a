using Shouldly;
using Xunit;

namespace Chatbot.Search.Tests;

public sealed class ScoringTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    public void Skipping_changes_no_hit_and_no_score(int top)
    {
        // More than two windows, lists that are empty in one of them, many equal scores.
        var random = new Random(7);
        const int documents = (SkippingScorer.Window * 2) + 1000;
        for (var round = 0; round < 200; round++)
        {
            var lists = Enumerable.Range(0, 1 + random.Next(8)).Select(_ => RandomList(random, documents)).ToList();
            var scale = Scale.For(lists.Sum(list => list.Largest));

            var plain = DocumentScorer.Find(lists, documents, top, scale, skip: false);
            var skipping = DocumentScorer.Find(lists, documents, top, scale, skip: true);

            skipping.Documents.ToArray().ShouldBe(plain.Documents.ToArray());
            skipping.Scores.ToArray().ShouldBe(plain.Scores.ToArray());
        }
    }

    [Fact]
    public void A_large_index_gives_what_adding_up_by_hand_gives()
    {
        var index = Some.Zipf(documents: 40_000, vocabulary: 3_000, seed: 11);
        var random = new Random(12);
        for (var round = 0; round < 30; round++)
        {
            var query = Some.ZipfWords(random, 3_000, 1 + random.Next(10));

            var ten = index.Search(query).Hits;

            // All documents leave nothing to skip: with more than ten wanted, the floor stays where it begins.
            var all = index.Search(query, new SearchOptions { Top = index.Count }).Hits;
            ten.Select(hit => (hit.Ordinal, hit.Score)).ShouldBe(all.Take(10).Select(hit => (hit.Ordinal, hit.Score)));
            all.Zip(all.Skip(1)).ShouldAllBe(pair => pair.First.Score > pair.Second.Score || (pair.First.Score == pair.Second.Score && pair.First.Ordinal < pair.Second.Ordinal));
        }
    }

    [Fact]
    public void A_word_typed_again_counts_again()
    {
        var index = Some.Zipf(documents: 100, vocabulary: 50, seed: 1);

        index.Search("w3 w3 w3").Hits[0].Score.ShouldBe(3 * index.Search("w3").Hits[0].Score, 1e-5);
        index.Search("w3 w3 w3").Query.Words.Select(word => word.Start).ShouldBe([0, 3, 6]);
    }

    [Fact]
    public void A_list_that_is_merged_holds_the_larger_score_of_each_document()
    {
        var index = Some.Clinic(schema => schema with { Refinement = null, Spelling = null });

        var both = index.Search("nausea vomit", new SearchOptions { Explain = true }).Hits[0];

        both.Explanation!.Value.ShouldBe(both.Score, 1e-5);
        both.Explanation.ToString().ShouldContain("vomit ~ nausea");
    }

    [Fact]
    public async Task Nobody_waits_while_an_index_is_replaced_and_every_answer_comes_from_one_state()
    {
        SearchIndex[] states = [.. Enumerable.Range(0, 2).Select(state =>
        {
            var builder = new SearchIndexBuilder(new SearchSchema { Fields = [new SearchField { Name = "text" }] });
            for (var i = 0; i < 500; i++)
                builder.Add(new SearchDocument($"{state}-{i}", [$"word {(i % 2 == 0 ? "even" : "odd")}"]));
            return builder.Build();
        })];
        var live = new LiveIndex(states[0]);
        using var done = new CancellationTokenSource();
        var swaps = 0;
        var writer = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
                live.Replace(states[++swaps % 2]);
        });

        var torn = 0;
        Parallel.For(0, 20_000, _ =>
        {
            var hits = live.Current.Search("even word").Hits;
            if (hits.Count != 10 || hits.Select(hit => hit.Id[0]).Distinct().Count() != 1)
                Interlocked.Increment(ref torn);
        });
        await done.CancelAsync();
        await writer;

        torn.ShouldBe(0);
        swaps.ShouldBeGreaterThan(10);
    }

    private static PostingList RandomList(Random random, int documents)
    {
        var from = random.Next(documents);
        var share = Math.Pow(random.NextDouble(), 4);
        int[] list = [.. Enumerable.Range(from, random.Next(documents - from)).Where(_ => random.NextDouble() < share)];
        float[] impacts = [.. list.Select(_ => random.Next(1, 9) / 10f)];
        var factor = (float)random.NextDouble() * 5;
        return new PostingList
        {
            Documents = list,
            Impacts = impacts,
            Start = 0,
            End = list.Length,
            Factor = factor,
            Largest = impacts.DefaultIfEmpty(0).Max() * factor,
            LeastOfBest = list.Length < FieldPostings.Best ? 0 : impacts.OrderDescending().ElementAt(FieldPostings.Best - 1) * factor,
        };
    }
}
