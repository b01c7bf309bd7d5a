using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Chatbot.Search.Tests;

public sealed class SearchIndexTests
{
    [Fact]
    public void A_score_is_lucenes_bm25_worked_out_by_hand()
    {
        var index = OneField("nausea fades", "nausea nausea headache dizziness", "fatigue");

        var hits = index.Search("nausea").Hits;

        // N = 3, df = 2: idf = ln(1 + (3 - 2 + 0.5) / (2 + 0.5)) = ln 1.6 = 0.470004. Lengths 2, 4, 1; average 7/3.
        // Document 1: tf 2, norm 1.2 * (0.25 + 0.75 * 4 / 2.333333) = 1.842857; 0.470004 * 2 / 3.842857 = 0.244612.
        // Document 0: tf 1, norm 1.2 * (0.25 + 0.75 * 2 / 2.333333) = 1.071429; 0.470004 / 2.071429 = 0.226898.
        hits.Select(hit => hit.Id).ShouldBe(["1", "0"]);
        hits[0].Score.ShouldBe(0.244612, 1e-5);
        hits[1].Score.ShouldBe(0.226898, 1e-5);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(39, 39)]
    [InlineData(40, 40)]
    [InlineData(41, 40)]
    [InlineData(100, 96)]
    [InlineData(1000, 984)]
    public void A_length_is_rounded_as_lucene_does(int length, int rounded) => LengthNorm.Quantise(length).ShouldBe(rounded);

    [Fact]
    public void Equal_scores_stand_in_the_order_of_addition() =>
        OneField("same words", "same words", "same words").Search("words").Hits.Select(hit => hit.Id).ShouldBe(["0", "1", "2"]);

    [Fact]
    public void The_parts_of_an_explanation_add_up_to_the_score()
    {
        var index = TwoFields();
        var vocabulary = new[] { "drive", "home", "car", "nausea", "vomit", "what", "can", "the", "unknownword", "infusion", "sick to my stomach" };
        var queries = Gen.Elements(vocabulary).ListOf().Select(words => string.Join(' ', words)).ToArbitrary();

        Prop.ForAll(queries, query =>
        {
            foreach (var hit in index.Search(query, new SearchOptions { Explain = true }).Hits)
            {
                hit.Explanation!.Value.ShouldBe(hit.Score, 1e-5 * Math.Max(1, hit.Score));
                AddsUp(hit.Explanation).ShouldBeTrue(hit.Explanation.ToString());
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_synonym_finds_what_the_visitors_word_does_not_and_counts_less()
    {
        var index = TwoFields();

        var lay = index.Search("vomit");
        var own = index.Search("nausea");

        lay.Hits[0].Id.ShouldBe(own.Hits[0].Id);
        lay.Hits[0].Score.ShouldBeLessThan(own.Hits[0].Score);
        index.Search("vomit", new SearchOptions { UseSynonyms = false }).Hits.ShouldBeEmpty();
    }

    [Fact]
    public void A_synonym_of_several_words_is_found() =>
        TwoFields().Search("sick to my stomach").Hits[0].Id.ShouldBe("nausea");

    [Fact]
    public void A_synonym_beside_the_word_itself_does_not_add_to_it()
    {
        var builder = new SearchIndexBuilder(new SearchSchema
        {
            Fields = [new SearchField { Name = "text" }],
            Synonyms = SynonymMap.Create([new Synonym("ride", "drive", 0.9)]),
        });
        builder.Add(new SearchDocument("both", ["ride drive"]));
        builder.Add(new SearchDocument("other", ["nothing else"]));
        var index = builder.Build();

        index.Search("ride").Hits[0].Score.ShouldBe(index.Search("ride", new SearchOptions { UseSynonyms = false }).Hits[0].Score, 1e-6);
    }

    [Fact]
    public void Evidence_is_low_for_words_that_the_index_does_not_know()
    {
        var index = TwoFields();

        var known = index.Search("drive home").Evidence;
        var strange = index.Search("drive submarine periscope").Evidence;

        strange.NormalisedScore.ShouldBeLessThan(known.NormalisedScore);
        strange.RareWordCoverage.ShouldBeLessThan(0.5);
        known.RareWordCoverage.ShouldBe(1, 1e-9);
    }

    [Fact]
    public void A_document_that_is_there_twice_or_lacks_a_field_is_refused()
    {
        var builder = new SearchIndexBuilder(new SearchSchema { Fields = [new SearchField { Name = "text" }] });
        builder.Add(new SearchDocument("a", ["x"]));

        Should.Throw<ArgumentException>(() => builder.Add(new SearchDocument("a", ["x"])));
        Should.Throw<ArgumentException>(() => builder.Add(new SearchDocument("b", ["x", "y"])));
        Should.Throw<ArgumentException>(() => SynonymMap.Create([new Synonym("a word", "other", 1.5)]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("the of and")]
    [InlineData("\ud800\0")]
    public void A_query_without_words_finds_nothing(string query) => TwoFields().Search(query).Hits.ShouldBeEmpty();

    [Fact]
    public void Many_readers_at_once_get_what_one_gets()
    {
        var index = TwoFields();
        var alone = index.Search("can I drive home").Hits.Select(hit => (hit.Id, hit.Score)).ToList();

        Parallel.For(0, 200, _ => index.Search("can I drive home").Hits.Select(hit => (hit.Id, hit.Score)).ShouldBe(alone));
    }

    [Fact]
    public void A_snippet_is_an_exact_slice_of_whole_sentences()
    {
        const string text = "Nausea is mild. It passes soon. Somebody has to drive you home. Rest afterwards.";
        var sentences = SentenceSplitter.Split(text);

        var snippet = Highlighter.Best(text, sentences, TwoFields().Search("who will drive me home").Query);

        text[snippet.Range.Start..snippet.Range.End].ShouldBe("Somebody has to drive you home.");
        snippet.Highlights.Select(range => text[range.Start..range.End]).ShouldBe(["drive", "home"]);
    }

    [Fact]
    public void A_snippet_takes_in_the_sentence_that_its_pronoun_leans_on()
    {
        const string text = "Nausea is mild. It passes when you drive home.";

        var snippet = Highlighter.Best(text, SentenceSplitter.Split(text), TwoFields().Search("drive home").Query);

        text[snippet.Range.Start..snippet.Range.End].ShouldBe(text);
    }

    private static bool AddsUp(Explanation explanation) =>
        explanation.Parts.Count == 0 || (Math.Abs(explanation.Parts.Sum(part => part.Value) - explanation.Value) < 1e-6 && explanation.Parts.All(AddsUp));

    private static SearchIndex OneField(params string[] texts)
    {
        var builder = new SearchIndexBuilder(new SearchSchema { Fields = [new SearchField { Name = "text" }] });
        for (var i = 0; i < texts.Length; i++)
            builder.Add(new SearchDocument($"{i}", [texts[i]]));
        return builder.Build();
    }

    private static SearchIndex TwoFields()
    {
        var builder = new SearchIndexBuilder(new SearchSchema
        {
            Fields = [new SearchField { Name = "heading", Weight = 2 }, new SearchField { Name = "body", QuestionWordWeight = 0.3 }],
            Synonyms = SynonymMap.Create([new Synonym("vomit", "nausea", 0.6), new Synonym("sick to my stomach", "nausea", 0.8)]),
        });
        builder.Add(new SearchDocument("driving", ["Driving home", "Somebody has to drive you home in a car after the infusion."]));
        builder.Add(new SearchDocument("nausea", ["Nausea", "Some people feel nausea; it can be eased."]));
        builder.Add(new SearchDocument("infusion", ["The infusion", "The infusion takes forty minutes. You can rest at home."]));
        return builder.Build();
    }
}
