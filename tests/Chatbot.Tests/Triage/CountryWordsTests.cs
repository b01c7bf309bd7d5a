using Chatbot.Knowledge;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Triage;

public sealed class CountryWordsTests
{
    private static string Shipped => Repository.Path("knowledge", "replies");

    [Theory]
    [InlineData("uk", "999", "116 123")]
    [InlineData("UK", "999", "116 123")]
    [InlineData("eu", "112", "116 123")]
    [InlineData(null, "911", "988")]
    public void The_fixed_words_name_the_numbers_of_the_clinics_country(string? country, string emergency, string crisisLine)
    {
        var replies = FixedReplies.Load(Shipped, country);

        foreach (var id in new[] { "crisis.self", "crisis.other", "crisis.again", "emergency.now", "help.footer", "contact.urgent", "welcome", "triage-fault.line" })
        {
            replies.Say(id).ShouldContain(emergency, customMessage: id);
            replies.Say(id).ShouldContain(crisisLine, customMessage: id);
        }
    }

    [Theory]
    [InlineData("uk")]
    [InlineData("eu")]
    public void No_words_anywhere_name_another_countrys_numbers(string country)
    {
        var numbers = HelpNumbers.All.Single(known => known.Country == country);

        FixedReplies.Load(Shipped, country).All.Where(words => numbers.ForeignIn(words.Value)).ShouldBeEmpty();
    }

    [Fact]
    public void An_unknown_country_stops_the_start() =>
        Should.Throw<KnowledgeException>(() => FixedReplies.Load(Shipped, "atlantis")).Message.ShouldContain("atlantis");

    [Theory]
    [InlineData("crisis.self", "He committed suicide. Call 988 or 911.", "committed suicide")]
    [InlineData("crisis.self", "Are you safe? Call 988 or 911.", "?")]
    [InlineData("crisis.self", "Call 911.", "988")]
    [InlineData("help.footer", "In crisis? Call 988.", "911")]
    [InlineData("smalltalk.bye", "Bye. Do not jump off anything.", "jump off")]
    [InlineData("abstain.lead", "Call 999 for that.", "does not answer")]
    public void Words_that_could_do_harm_stop_the_start(string id, string text, string reason)
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        foreach (var file in Directory.EnumerateFiles(Shipped))
        {
            var content = File.ReadAllText(file);
            var at = content.IndexOf($"## {id}\n", StringComparison.Ordinal);
            if (at >= 0)
            {
                var next = content.IndexOf("\n## ", at + 3, StringComparison.Ordinal);
                content = $"{content[..at]}## {id}\n{text}\n{(next < 0 ? "" : content[next..])}";
            }

            File.WriteAllText(Path.Combine(folder, Path.GetFileName(file)), content);
        }

        Should.Throw<KnowledgeException>(() => FixedReplies.Load(folder)).Message.ShouldContain(reason);
        Directory.Delete(folder, recursive: true);
    }
}
