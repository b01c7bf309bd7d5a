using Chatbot.Search.Tests.Encoding;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Chatbot.Search.Tests;

public sealed class FullQueryTests
{
    [Fact]
    public void Whatever_is_asked_the_parts_of_every_explanation_add_up_to_the_score()
    {
        var index = Some.Clinic();
        string[] words = ["drive", "home", "car", "nausea", "vomit", "nausia", "infuson", "what", "can", "the", "blood pressure", "sick to my stomach", "submarine", "takes", "?", "infu", "ketamine"];
        var queries = Gen.Elements(words).ListOf().Select(list => string.Join(' ', list)).ToArbitrary();

        Prop.ForAll(queries, query =>
        {
            var results = index.Search(query, new SearchOptions { Explain = true });
            foreach (var hit in results.Hits)
            {
                hit.Explanation!.Value.ShouldBe(hit.Score, 1e-5 * Math.Max(1, hit.Score));
                ShouldAddUp(hit.Explanation);
            }

            results.Evidence.NormalisedScore.ShouldBeInRange(0, 1);
            results.Evidence.RareWordCoverage.ShouldBeInRange(0, 1);
            results.Evidence.BackgroundCoverage.ShouldBeInRange(0, 1);
            results.Evidence.TopicMargin.ShouldBeInRange(0, 1);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_explanation_names_fields_topic_likeness_and_words_that_stand_together()
    {
        var hit = Some.Clinic().Search("drive you home", new SearchOptions { Explain = true }).Hits[0];

        var parts = hit.Explanation!.Parts.Select(part => part.Description).ToList();

        parts.ShouldBe(["field 'title', weight 0.8", "field 'passage', weight 0.8", "topic, weight 0.7", "likeness to 'title', weight 0.45", "words that stand together, weight 0.05"]);
    }

    [Fact]
    public void Passages_of_one_topic_back_each_other()
    {
        var with = Some.Clinic().Search("taxi and car home").Hits;
        var without = Some.Clinic(schema => schema with { Refinement = schema.Refinement! with { TopicWeight = 0 } }).Search("taxi and car home").Hits;

        with.Take(2).Select(hit => hit.Id).ShouldBe(["drive-1", "drive-2"], ignoreOrder: true);
        with.Single(hit => hit.Id == "drive-2").Score.ShouldBeGreaterThan(without.Single(hit => hit.Id == "drive-2").Score);
    }

    [Theory]
    [InlineData("blood pressure", "nausea")]
    [InlineData("pressure of time", "length")]
    public void Words_that_stand_together_speak_for_a_passage(string query, string first)
    {
        var index = Some.Clinic(schema => schema with { Refinement = new Refinement { ProximityWeight = 1 } });

        index.Search(query).Hits[0].Id.ShouldBe(first);
    }

    [Fact]
    public void Proximity_is_the_idf_of_the_commoner_word_over_the_distance()
    {
        var builder = new SearchIndexBuilder(new SearchSchema { Fields = [new SearchField { Name = "text" }], Refinement = new Refinement { ProximityWeight = 1 } });
        builder.Add(new SearchDocument("phrase", ["x alpha beta x"]));
        builder.Add(new SearchDocument("turned", ["x beta alpha x"]));
        builder.Add(new SearchDocument("apart", ["alpha x x beta"]));
        builder.Add(new SearchDocument("far", ["alpha x x x x x x x x beta"]));
        var index = builder.Build();

        var parts = index.Search("alpha beta", new SearchOptions { Explain = true }).Hits
            .ToDictionary(hit => hit.Id, hit => hit.Explanation!.Parts.SingleOrDefault(part => part.Description.StartsWith("words that stand together"))?.Value ?? 0);

        // Both stand in all four: idf = ln(1 + 0.5 / 4.5) = 0.105361. Distances 1, 2 (turned round counts one more), 3, 9.
        parts["phrase"].ShouldBe(0.105361, 1e-5);
        parts["turned"].ShouldBe(0.105361 / 2, 1e-5);
        parts["apart"].ShouldBe(0.105361 / 3, 1e-5);
        parts["far"].ShouldBe(0);
    }

    [Fact]
    public void Likeness_sees_through_spelling_that_words_do_not()
    {
        var index = Some.Clinic(schema => schema with { Spelling = null, Refinement = new Refinement { LikenessWeight = 1 } });

        // "Nauseating" is another word than "nausea", so only "blood" is found, once in each passage.
        var hits = index.Search("nauseating blood", new SearchOptions { Explain = true }).Hits;

        hits.Select(hit => hit.Id).ShouldBe(["nausea", "length"]);
        hits.Select(hit => hit.Explanation!.Parts.Any(part => part.Description == "likeness to 'title', weight 1")).ShouldBe([true, false]);
    }

    [Fact]
    public void Nearness_in_meaning_counts_where_there_is_an_encoder()
    {
        var schema = PassageIndexBuilder.Schema() with { Refinement = new Refinement { MeaningWeight = 1 } };
        var (without, with) = (new PassageIndexBuilder(schema), new PassageIndexBuilder(schema, new FakeEncoder()));
        foreach (var builder in (PassageIndexBuilder[])[without, with])
        {
            builder.Add(new SearchPassage("a", "apple", "word"));
            builder.Add(new SearchPassage("b", "word pear", "word"));
        }

        without.Build().Search("word", new SearchOptions { Explain = true }).Hits.ShouldAllBe(hit => !hit.Explanation!.ToString().Contains("meaning"));
        with.Build().Search("word pear", new SearchOptions { Explain = true }).Hits[0].Explanation!.ToString().ShouldContain("nearness in meaning to 'title'");
    }

    [Fact]
    public void Evidence_tells_a_strange_question_from_one_that_is_answered()
    {
        var index = Some.Clinic();

        var answered = index.Search("can somebody drive me home").Evidence;
        var strange = index.Search("can a submarine drive home").Evidence;
        var unheardOf = index.Search("zebrafish drive home").Evidence;

        answered.NormalisedScore.ShouldBeGreaterThan(strange.NormalisedScore);
        answered.RareWordCoverage.ShouldBe(1, 1e-9);
        strange.BackgroundCoverage.ShouldBeGreaterThan(unheardOf.BackgroundCoverage, "a word in no list weighs more than a listed one");
    }

    [Fact]
    public void The_margin_is_that_to_the_next_topic()
    {
        var evidence = Some.Clinic().Search("drive home infusion").Evidence;
        var alone = Some.Clinic().Search("ondansetron").Evidence;

        evidence.TopicMargin.ShouldBeGreaterThan(evidence.Margin);
        alone.TopicMargin.ShouldBe(1);
        Some.Clinic().Search("").Evidence.TopicMargin.ShouldBe(0);
    }

    private static void ShouldAddUp(Explanation explanation)
    {
        if (explanation.Parts.Count > 0)
            explanation.Parts.Sum(part => part.Value).ShouldBe(explanation.Value, 1e-9, explanation.ToString());
        foreach (var part in explanation.Parts)
            ShouldAddUp(part);
    }
}
