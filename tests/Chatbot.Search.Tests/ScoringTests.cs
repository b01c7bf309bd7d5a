using Shouldly;
using Xunit;

namespace Chatbot.Search.Tests;

public sealed class ScoringTests
{
    private const int ThreeWindows = (PostingWindows.Size * 2) + 1003;

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    public void Skipping_changes_no_hit_and_no_score(int top)
    {
        // Lists that are empty in a window, with and without windows of their own, and many equal scores.
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
            SkippingDiffers([.. Enumerable.Range(0, 1 + random.Next(8)).Select(_ => RandomList(random, ThreeWindows))], ThreeWindows, top).ShouldBeFalse();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    public void A_bound_that_is_too_low_would_be_noticed(int top)
    {
        var random = new Random(7);
        var differing = Enumerable.Range(0, 200).Count(_ => SkippingDiffers([.. Enumerable.Range(0, 8).Select(_ => RandomList(random, ThreeWindows, bound: 0.7f))], ThreeWindows, top));

        differing.ShouldBePositive();
    }

    [Fact]
    public void Skipping_changes_nothing_in_an_index_that_is_large_enough_for_it()
    {
        const int vocabulary = 2_000;
        const int documents = DocumentScorer.PlainBelow + 5;
        var random = new Random(11);
        int[] Terms(int count) => [.. Enumerable.Range(0, count).Select(_ => (int)Math.Pow(vocabulary, random.NextDouble()))];
        var builder = new FieldPostingsBuilder();
        for (var i = 0; i < documents; i++)
            builder.Add(Terms(random.Next(30)), vocabulary);
        var postings = builder.Build(vocabulary);

        postings.List(1, 1).Windows.ShouldNotBeNull();
        postings.List(vocabulary - 1, 1).Windows.ShouldBeNull();
        for (var round = 0; round < 100; round++)
        {
            var lists = Terms(1 + random.Next(10)).Distinct().Where(term => postings.DocumentFrequency(term) > 0).Select(term => postings.List(term, WordScore.Factor(postings, term, 1)));
            SkippingDiffers([.. lists], documents, top: 10).ShouldBeFalse();
        }
    }

    [Fact]
    public void The_best_ten_are_the_first_ten_of_all()
    {
        var index = Some.Zipf(documents: 5_000, vocabulary: 3_000, seed: 11);
        var random = new Random(12);
        for (var round = 0; round < 30; round++)
        {
            var query = Some.ZipfWords(random, 3_000, 1 + random.Next(10));

            var ten = index.Search(query).Hits;

            var all = index.Search(query, new SearchOptions { Top = index.Count }).Hits;
            ten.Select(hit => (hit.Ordinal, hit.Score)).ShouldBe(all.Take(10).Select(hit => (hit.Ordinal, hit.Score)));
            all.Zip(all.Skip(1)).ShouldAllBe(pair => pair.First.Score > pair.Second.Score || (pair.First.Score == pair.Second.Score && pair.First.Ordinal < pair.Second.Ordinal));
        }
    }

    [Fact]
    public void Impacts_are_exact_also_when_more_differ_than_two_bytes_can_tell_apart()
    {
        const int postings = Impacts.MostDifferent + 1000;
        var builder = new ImpactsBuilder(postings, averageLength: 90);
        for (var i = 0; i < postings; i++)
        {
            builder.BeginDocument(i % 2 == 0 ? 100 : 50);
            builder.Set(i, i + 1);
        }

        var impacts = builder.Build();

        for (var i = 0; i < postings; i++)
        {
            var expected = (i + 1) / (i + 1 + FieldPostings.LengthFactor(i % 2 == 0 ? 100 : 50, 90));
            if (impacts[i] != expected)
                impacts[i].ShouldBe(expected, $"posting {i}");
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

        // On a thread of its own: the readers take all of the pool's where there are few processors.
        using var replacing = new ManualResetEventSlim();
        var writer = Task.Factory.StartNew(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    live.Replace(states[++swaps % 2]);
                    replacing.Set();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        replacing.Wait();

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

    /// <summary>Hit by hit against adding up by hand, which the plain scorer always agrees with.</summary>
    private static bool SkippingDiffers(List<PostingList> lists, int documents, int top)
    {
        var scale = Scale.For(lists.Sum(list => list.Largest));
        var expected = ByHand(lists, documents, top, scale);
        Hits(DocumentScorer.Find(lists, documents, top, scale, skip: false)).ShouldBe(expected);
        return !Hits(DocumentScorer.Find(lists, documents, top, scale, skip: true)).SequenceEqual(expected);
    }

    private static List<(int Document, int Score)> Hits(BestDocuments best) =>
        [.. Enumerable.Range(0, best.Count).Select(place => (best.Document(place), best.Score(place)))];

    private static List<(int Document, int Score)> ByHand(List<PostingList> lists, int documents, int top, Scale scale)
    {
        var sums = new int[documents];
        foreach (var list in lists)
        {
            for (var i = list.Start; i < list.End; i++)
                sums[list.Documents[i]] += scale.ToUnits(list.Impacts[i] * list.Factor);
        }

        return [.. sums.Select((score, document) => (document, score)).Where(hit => hit.score > 0).OrderByDescending(hit => hit.score).ThenBy(hit => hit.document).Take(top)];
    }

    /// <param name="random">Decides.</param>
    /// <param name="documents">How many there are.</param>
    /// <param name="bound">What the windows say of their largest impact, as a share of the truth.</param>
    private static PostingList RandomList(Random random, int documents, float bound = 1)
    {
        var from = random.Next(documents);
        var share = Math.Pow(random.NextDouble(), 4);
        int[] list = [.. Enumerable.Range(from, random.Next(documents - from)).Where(_ => random.NextDouble() < share)];
        ushort[] numbers = [.. list.Select(_ => (ushort)random.Next(8))];
        float[] different = [.. Enumerable.Range(1, 8).Select(i => i / 10f)];
        float[] impacts = [.. numbers.Select(number => different[number])];
        var factor = (float)random.NextDouble() * 5;
        return new PostingList
        {
            Documents = list,
            Impacts = random.Next(2) == 0 ? new Impacts(different, numbers) : new Impacts(impacts),
            Start = 0,
            End = list.Length,
            Factor = factor,
            Largest = impacts.DefaultIfEmpty(0).Max() * factor,
            LeastOfBest = list.Length < FieldPostings.Best ? 0 : impacts.OrderDescending().ElementAt(FieldPostings.Best - 1) * factor,
            Windows = random.Next(4) == 0 && bound == 1 ? null : new PostingWindows(list, new Impacts([.. impacts.Select(impact => impact * bound)]), 0, documents),
        };
    }
}
