using System.Text.RegularExpressions;
using Chatbot.Commands;
using Chatbot.Knowledge;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Knowledge;

/// <summary>The articles carry every fact of their sources, each in a sentence of its own, and no sentence of them.</summary>
public sealed partial class GoldFactsTests
{
    private const int LongestSharedRun = 7;

    private static readonly Library Library = LibraryReader.Read(Repository.Path("knowledge"));

    public static TheoryData<string> Facts()
    {
        var data = new TheoryData<string>();
        foreach (var line in Gold())
            data.Add(line[0]);
        return data;
    }

    [Fact]
    public void There_are_347_gold_facts() => Gold().Count().ShouldBe(347);

    [Theory]
    [MemberData(nameof(Facts))]
    public void A_fact_is_stated_by_a_sentence_of_its_article(string id)
    {
        var gold = Gold().Single(cells => cells[0] == id);
        var article = Library.Articles.Single(a => a.Source == gold[2]);

        var stating = article.Sections.SelectMany(s => s.Passages).SelectMany(p => p.Sentences)
            .Where(sentence => sentence.Facts.Contains(id))
            .Select(sentence => article.Text[sentence.Start..sentence.End])
            .ToList();

        stating.ShouldNotBeEmpty($"No sentence is tied to {id}: {gold[4]}");
        stating.ShouldAllBe(sentence => KeyGrammar.Matches(gold[5], sentence), $"{id} wants {gold[5]}: {gold[4]}");
    }

    [Fact]
    public void No_article_ties_a_fact_that_is_not_gold()
    {
        var known = Gold().Select(cells => cells[0]).ToHashSet();

        var tied = Library.Articles.SelectMany(a => a.Sections).SelectMany(s => s.Passages).SelectMany(p => p.Sentences).SelectMany(s => s.Facts);

        tied.Where(fact => !known.Contains(fact)).ShouldBeEmpty();
    }

    /// <summary>The sources themselves are not in the repository; eight-word runs of them are, as hashes.</summary>
    [Fact]
    public void No_article_shares_a_run_of_eight_words_with_a_source()
    {
        var hashes = File.ReadLines(Repository.Path("tests", "gold", "source-runs.txt")).Select(line => Convert.ToUInt64(line, 16)).ToHashSet();
        hashes.Count.ShouldBeGreaterThan(3000);

        var shared = Library.Articles.SelectMany(article => Runs(article.Text, LongestSharedRun + 1)).Where(run => hashes.Contains(Hash(run))).ToList();

        shared.ShouldBeEmpty();
    }

    [Fact]
    public void The_copy_check_finds_a_copied_run()
    {
        var hashes = File.ReadLines(Repository.Path("tests", "gold", "source-runs.txt")).Select(line => Convert.ToUInt64(line, 16)).ToHashSet();

        // Eight words that do stand in a source: the check must be able to fail.
        hashes.ShouldContain(Hash("a small needle will be inserted into a"));
    }

    private static IEnumerable<string[]> Gold() =>
        File.ReadLines(Repository.Path("tests", "gold", "facts.tsv")).Skip(1).Select(line => line.Split('\t'));

    private static IEnumerable<string> Runs(string text, int length)
    {
        var words = WordPattern().Matches(KeyGrammar.Normalise(CommentPattern().Replace(text, " "))).Select(match => match.Value).ToArray();
        for (var i = 0; i + length <= words.Length; i++)
            yield return string.Join(' ', words[i..(i + length)]);
    }

    /// <summary>FNV-1a, 64 bits, over the run's UTF-8 bytes.</summary>
    private static ulong Hash(string run)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in System.Text.Encoding.UTF8.GetBytes(run))
            hash = unchecked((hash ^ b) * 1099511628211UL);
        return hash;
    }

    [GeneratedRegex("[a-z0-9']+", RegexOptions.NonBacktracking)]
    private static partial Regex WordPattern();

    [GeneratedRegex("<!--[^>]*-->", RegexOptions.NonBacktracking)]
    private static partial Regex CommentPattern();
}
