using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Chatbot.Search.Tests;

public sealed class AnalysisTests
{
    [Theory]
    [InlineData("Can't stop", "can't stop")]
    [InlineData("the patient's IV", "patient iv")]
    [InlineData("10.5 mg, 3,000 times", "10.5 mg 3,000 time")]
    [InlineData("anti-nausea e.g. treatment-resistant", "anti nausea e.g treatment resist")]
    [InlineData("naïve café über", "naïv café über")]
    [InlineData("snake_case __ _x", "snake_cas _x")]
    [InlineData("氯胺酮 abc", "氯 胺 酮 abc")]
    [InlineData("ひら カタカナ", "ひ ら カタカナ")]
    [InlineData("???", "")]
    [InlineData("👩🏽‍🔬 rocks 🇺🇸🇬🇧 #️⃣ #", "👩🏽‍🔬 rock 🇺🇸 🇬🇧 #️⃣")]
    [InlineData("ภาษาไทย 한국어", "ภาษาไทย 한국어")]
    [InlineData("צה\"ל ג' \"x\"", "צה\"ל ג' x")]
    [InlineData("nurse\uFF07s İV \uFF11\uFF12", "nurs iv \uFF11\uFF12")]
    [InlineData("ies eed sses", "i eed ss")]
    [InlineData("x\u200Dy a\u00ADb _\u0301", "x\u200Dy a\u00ADb")]
    public void Text_becomes_the_terms_of_lucenes_english_analyzer(string text, string terms)
    {
        var tokens = EnglishAnalyzer.Instance.Analyze(text);

        string.Join(' ', tokens.Select(token => token.Term)).ShouldBe(terms);
    }

    [Fact]
    public void Stop_words_leave_a_gap_in_the_positions_and_offsets_point_into_the_text()
    {
        var tokens = EnglishAnalyzer.Instance.Analyze("What is the dose of ketamine?");

        tokens.ShouldBe([new Token("what", 0, 0, 4), new Token("dose", 3, 12, 16), new Token("ketamin", 5, 20, 28)]);
    }

    /// <summary>Pairs from M. F. Porter's paper and the vocabulary that its author publishes.</summary>
    [Theory]
    [InlineData("caresses", "caress")]
    [InlineData("ponies", "poni")]
    [InlineData("cats", "cat")]
    [InlineData("feed", "feed")]
    [InlineData("agreed", "agre")]
    [InlineData("plastered", "plaster")]
    [InlineData("motoring", "motor")]
    [InlineData("sing", "sing")]
    [InlineData("conflated", "conflat")]
    [InlineData("troubled", "troubl")]
    [InlineData("sized", "size")]
    [InlineData("hopping", "hop")]
    [InlineData("falling", "fall")]
    [InlineData("hissing", "hiss")]
    [InlineData("failing", "fail")]
    [InlineData("filing", "file")]
    [InlineData("happy", "happi")]
    [InlineData("sky", "sky")]
    [InlineData("relational", "relat")]
    [InlineData("conditional", "condit")]
    [InlineData("rational", "ration")]
    [InlineData("digitizer", "digit")]
    [InlineData("vietnamization", "vietnam")]
    [InlineData("hopefulness", "hope")]
    [InlineData("formality", "formal")]
    [InlineData("sensibility", "sensibl")]
    [InlineData("triplicate", "triplic")]
    [InlineData("electrical", "electr")]
    [InlineData("revival", "reviv")]
    [InlineData("allowance", "allow")]
    [InlineData("replacement", "replac")]
    [InlineData("adoption", "adopt")]
    [InlineData("effective", "effect")]
    [InlineData("probate", "probat")]
    [InlineData("rate", "rate")]
    [InlineData("cease", "ceas")]
    [InlineData("controll", "control")]
    [InlineData("roll", "roll")]
    [InlineData("is", "is")]
    public void A_word_is_stemmed_as_porter_does(string word, string stem) => PorterStemmer.Stem(word).ShouldBe(stem);

    [Fact]
    public void Any_text_gives_tokens_that_lie_inside_it_in_order()
    {
        Prop.ForAll<string>(text =>
        {
            var tokens = EnglishAnalyzer.Instance.Analyze(text ?? "");
            var end = 0;
            foreach (var token in tokens)
            {
                token.Start.ShouldBeGreaterThanOrEqualTo(end);
                token.End.ShouldBeGreaterThan(token.Start);
                end = token.End;
            }

            end.ShouldBeLessThanOrEqualTo((text ?? "").Length);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("\ud800 lone \udc00")]
    [InlineData("nul \0 byte")]
    [InlineData("\u202e\u200b\ufeff")]
    [InlineData("👩‍👩‍👧‍👦 family 🇺🇸")]
    public void Hostile_text_is_only_text(string text) => Should.NotThrow(() => EnglishAnalyzer.Instance.Analyze(text));

    [Fact]
    public void A_word_of_a_thousand_letters_is_cut_at_255()
    {
        var tokens = EnglishAnalyzer.Instance.Analyze(new string('q', 1000));

        tokens.Select(token => token.End - token.Start).ShouldBe([255, 255, 255, 235]);
    }

    [Fact]
    public void A_long_word_is_never_cut_inside_a_surrogate_pair()
    {
        // U+10428 takes two units: the 128th would begin at unit 254 and does not fit into the window of 255.
        var tokens = EnglishAnalyzer.Instance.Analyze(string.Concat(Enumerable.Repeat("\U00010428", 200)));

        tokens.Select(token => token.End - token.Start).ShouldBe([254, 146]);
    }

    [Fact]
    public void A_text_that_ends_in_half_a_surrogate_pair_is_cut_as_lucene_does()
    {
        EnglishAnalyzer.Instance.Analyze("ketamine\uD83D").ShouldBeEmpty();
        EnglishAnalyzer.Instance.Analyze("ketamine\uD83D.").Select(token => token.Term).ShouldBe(["ketamin"]);
        EnglishAnalyzer.Instance.Analyze("ketamine\uDE00").Select(token => token.Term).ShouldBe(["ketamin"]);
    }

    [Theory]
    [InlineData("One. Two! Three?", new[] { "One.", "Two!", "Three?" })]
    [InlineData("Dr. Lee came at 9 a.m. sharp. He left.", new[] { "Dr. Lee came at 9 a.m. sharp.", "He left." })]
    [InlineData("It takes 1.5 hours. Fine.", new[] { "It takes 1.5 hours.", "Fine." })]
    [InlineData("He asked \"Why?\" Then he left.", new[] { "He asked \"Why?\"", "Then he left." })]
    [InlineData("no stop at the end", new[] { "no stop at the end" })]
    [InlineData("  ", new string[0])]
    public void Sentences_are_cut_where_a_reader_would(string text, string[] sentences) =>
        SentenceSplitter.Split(text).Select(range => text[range.Start..range.End]).ShouldBe(sentences);

    [Fact]
    public void Sentences_hold_every_character_but_the_white_space_between_them()
    {
        Prop.ForAll<string>(text =>
        {
            text ??= "";
            var joined = new StringBuilder();
            foreach (var range in SentenceSplitter.Split(text))
                joined.Append(text, range.Start, range.Length);
            string.Concat(joined.ToString().Where(c => !char.IsWhiteSpace(c))).ShouldBe(string.Concat(text.Where(c => !char.IsWhiteSpace(c))));
        }).QuickCheckThrowOnFailure();
    }
}
