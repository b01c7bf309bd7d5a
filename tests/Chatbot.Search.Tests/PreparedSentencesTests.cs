using Shouldly;
using Xunit;

namespace Chatbot.Search.Tests;

public sealed class PreparedSentencesTests
{
    [Theory]
    [InlineData("how long until I may drive")]
    [InlineData("nausea")]
    [InlineData("who watches me during the infusion and is it safe")]
    [InlineData("xyzzy")]
    public void The_sentence_is_the_one_that_the_highlighter_chooses(string question)
    {
        const string text = "An infusion takes forty minutes. Staff watch over the infusion. Nausea may come. Do not drive for a day after the infusion.";
        var ranges = SentenceSplitter.Split(text).ToList();
        var builder = new SearchIndexBuilder(new SearchSchema { Fields = [new SearchField { Name = "passage", Weight = 1 }] });
        builder.Add(new SearchDocument("a", [text]));
        var query = builder.Build().Search(question, new SearchOptions { Top = 1 }).Query;

        var best = PreparedSentences.Of(ranges.Select(range => text[range.Start..range.End])).Best(Highlighter.Weights(query));

        ranges[best].ShouldBe(Highlighter.Best(text, ranges, query, maxSentences: 1).Range);
    }
}
