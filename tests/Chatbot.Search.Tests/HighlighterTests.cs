using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Chatbot.Search.Tests;

public sealed class HighlighterTests
{
    private static readonly string[] Sentences =
    [
        "Nausea is mild.", "It passes soon.", "But they ease it with ondansetron.", "Somebody has to drive you home.", "This takes forty minutes.",
        "Dr. Smith says \u201crest\u201d.", "A car is needed \ud83d\ude97!", "Their blood pressure is watched.", "Ketamine is an anaesthetic.",
    ];

    [Theory]
    [InlineData("Nausea is mild. It is eased by ondansetron. Rest now.", "ondansetron", "Nausea is mild. It is eased by ondansetron.")]
    [InlineData("Nausea is mild. But it is eased by ondansetron. Rest now.", "ondansetron", "Nausea is mild. But it is eased by ondansetron.")]
    [InlineData("Nausea is mild. Ondansetron eases it. Rest now.", "ondansetron", "Ondansetron eases it.")]
    [InlineData("The infusion lasts. Drive home later. It takes a car.", "drive a car", "Drive home later. It takes a car.")]
    [InlineData("It takes a car. Rest.", "car", "It takes a car.")]
    public void A_window_never_opens_with_a_sentence_that_has_lost_its_subject(string text, string query, string shown) =>
        Shown(text, query).ShouldBe(shown);

    [Fact]
    public void A_corrected_word_and_a_synonym_are_marked_where_they_stand()
    {
        const string text = "Some people feel nausea; ondansetron eases it.";
        var query = Some.Clinic().Search("vomit ondansetrom?").Query;

        var snippet = Highlighter.Best(text, SentenceSplitter.Split(text), query);

        snippet.Highlights.Select(range => text[range.Start..range.End]).ShouldBe(["nausea", "ondansetron"]);
    }

    [Fact]
    public void Any_window_is_an_exact_slice_of_whole_sentences_and_its_marks_lie_within()
    {
        var texts = Gen.Elements(Sentences).ListOf().Select(list => string.Join("  ", list)).ToArbitrary();
        var query = Some.Clinic().Search("can nausia be eased, and who will drive me home in a car; ketamine blood pressure").Query;

        Prop.ForAll(texts, text =>
        {
            var sentences = SentenceSplitter.Split(text);

            var snippet = Highlighter.Best(text, sentences, query);

            if (sentences.Count == 0)
                return;
            var first = sentences.ToList().FindIndex(sentence => sentence.Start == snippet.Range.Start);
            var last = sentences.ToList().FindIndex(sentence => sentence.End == snippet.Range.End);
            first.ShouldBeGreaterThanOrEqualTo(0);
            last.ShouldBeInRange(first, first + 1);
            snippet.Highlights.ShouldAllBe(mark => mark.Start >= snippet.Range.Start && mark.End <= snippet.Range.End && mark.Length > 0);
            snippet.Highlights.Zip(snippet.Highlights.Skip(1)).ShouldAllBe(pair => pair.First.End <= pair.Second.Start);
        }).QuickCheckThrowOnFailure();
    }

    private static string Shown(string text, string query)
    {
        var snippet = Highlighter.Best(text, SentenceSplitter.Split(text), Some.Clinic().Search(query).Query);
        return text[snippet.Range.Start..snippet.Range.End];
    }
}
