using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Chatbot.Search.Tests;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("ketamin", "ketamine", 1)]
    [InlineData("nausia", "nausea", 1)]
    [InlineData("infuison", "infusion", 1)]
    [InlineData("ca", "abc", 3)] // Each place is edited once at most; the unrestricted distance is 2.
    [InlineData("drive", "drive", 0)]
    [InlineData("a", "", 1)]
    [InlineData("naïve", "naive", 1)]
    public void Edits_are_counted(string a, string b, int edits) => new EditPattern(a).DistanceTo(b).ShouldBe(edits);

    [Fact]
    public void Edits_are_those_of_the_table_that_defines_them()
    {
        var word = Gen.Elements("ab\u00e9".ToCharArray()).ListOf().Select(letters => string.Concat(letters.Take(EditPattern.MaxLength)));

        Prop.ForAll(word.Where(text => text.Length > 0).ToArbitrary(), word.ToArbitrary(), (a, b) => new EditPattern(a).DistanceTo(b) == Table(a, b)).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("nausia", "nausea", "nausea", 1)]
    [InlineData("ondansatron?", "ondansetron", "nausea", 1)]
    [InlineData("ondensatron?", "ondansetron", "nausea", 2)]
    [InlineData("ifnusion please", "infusion", "length", 1)]
    public void A_misspelled_word_finds_what_was_meant_and_says_so(string query, string meant, string found, int edits)
    {
        var results = Some.Clinic().Search(query, new SearchOptions { Explain = true });

        results.Hits.Select(hit => hit.Id).ShouldContain(found);
        results.Query.Words[0].Corrections[0].ShouldBe(new QueryCorrection(meant, PorterStemmer.Stem(meant), edits == 1 ? 0.8 : 0.6, edits));
        results.Hits[0].Explanation!.ToString().ShouldContain($"corrected to {meant}");
        Some.Clinic().Search(query, new SearchOptions { UseSpelling = false }).Query.Words[0].Corrections.ShouldBeEmpty();
    }

    [Fact]
    public void A_correction_counts_less_than_the_word()
    {
        var index = Some.Clinic();

        index.Search("nausia?").Hits[0].Score.ShouldBeLessThan(index.Search("nausea?").Hits[0].Score);
    }

    [Theory]
    [InlineData("car")] // One edit from nothing else, but three letters.
    [InlineData("tax")] // Too short.
    [InlineData("massage?")] // English, and one edit from no word of the index; "message" is not asked for.
    [InlineData("windows 2020x")] // Digits name something.
    [InlineData("nearli")] // Two edits from nothing, one from an English word.
    [InlineData("zzzzzzzzzzzz")]
    public void A_word_that_is_right_or_too_strange_is_left_alone(string query) =>
        Some.Clinic().Search(query + " .").Query.Words.ShouldAllBe(word => word.Corrections.Count == 0);

    [Fact]
    public void A_word_of_the_index_is_never_corrected()
    {
        var builder = new PassageIndexBuilder(spelling: new Spelling { Words = CommonWords.None });
        builder.Add(new SearchPassage("a", "", "kitamine"));
        for (var i = 0; i < 20; i++)
            builder.Add(new SearchPassage($"b{i}", "", "ketamine"));
        var index = builder.Build();

        var words = index.Search("kitamine .").Query.Words;

        words[0].Corrections.ShouldBeEmpty();
        index.Search("katamine .").Query.Words[0].Corrections.Select(correction => correction.Shown).ShouldBe(["ketamine", "kitamine"], "the more frequent one first");
    }

    [Fact]
    public void An_unfinished_last_word_also_stands_for_those_that_begin_with_it()
    {
        var index = Some.Clinic();

        var unknown = index.Search("how long does the infu");
        var known = index.Search("drive me in a car", new SearchOptions { LastWordIsUnfinished = true });
        var ended = index.Search("how long does the infu?");

        unknown.Hits[0].Id.ShouldBe("length");
        unknown.Query.Words[^1].Corrections[0].ShouldBe(new QueryCorrection("infusion", "infus", 0.7, 0));
        known.Query.Words[^1].Corrections.ShouldBeEmpty("no longer word begins with it");
        index.Search("pres", new SearchOptions { LastWordIsUnfinished = true, Explain = true }).Hits[0].Explanation!.ToString().ShouldContain("completed to pressure");
        ended.Query.Words[^1].Corrections.ShouldBeEmpty("a question mark ends the word");
    }

    [Fact]
    public void The_words_given_for_spelling_are_read_by_class()
    {
        Some.English.ClassOf("the").ShouldBe(1);
        Some.English.ClassOf("submarine").ShouldBe(3);
        Some.English.ClassOf("ketamine").ShouldBe(CommonWords.Unlisted);
        Should.Throw<FormatException>(() => CommonWords.Read(["= x"])).Message.ShouldContain("Line 1");
        Should.Throw<FormatException>(() => CommonWords.Read(["a", "two words"])).Message.ShouldContain("Line 2");
    }

    /// <summary>Optimal string alignment by the textbook's table.</summary>
    private static int Table(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                table[i, j] = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[a.Length, b.Length];
    }
}
