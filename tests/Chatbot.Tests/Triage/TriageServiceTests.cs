using System.Text.RegularExpressions;
using Chatbot.Answering;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Triage;

/// <summary>Every labelled message through the whole turn, and through the running service against its real log.</summary>
public sealed partial class TriageServiceTests
{
    private static readonly Lazy<List<(GoldMessage Message, Reply Reply)>> Replies = new(() => [.. GoldMessage.All().Select(message => (message, Rooms.Ask(message.Text)))]);

    [Fact]
    public void No_urgent_message_of_any_set_goes_without_the_way_to_help() =>
        Replies.Value.Where(pair => pair.Message.Urgent && !pair.Reply.HelpLine).Select(pair => pair.Message.Id).ShouldBeEmpty();

    [Fact]
    public void No_message_at_all_goes_without_the_way_to_help() =>
        Replies.Value.Where(pair => !pair.Reply.HelpLine).Select(pair => pair.Message.Id).ShouldBeEmpty();

    [Fact]
    public void No_urgent_reply_quotes_an_article()
    {
        var panels = Replies.Value.Where(pair => pair.Reply.Pinned).ToList();

        panels.Count.ShouldBeGreaterThan(200);
        panels.ShouldAllBe(pair => !pair.Reply.Citations.Any() && pair.Reply.Suggestions.Count == 0 && pair.Reply.Parts.Count == 1);
    }

    [Fact]
    public void A_clinical_reply_quotes_at_most_once_and_never_without_its_label()
    {
        var clinical = Replies.Value.Where(pair => pair.Reply.Kind == ReplyKind.Clinical).ToList();

        clinical.Count.ShouldBeGreaterThan(100);
        clinical.ShouldAllBe(pair => pair.Reply.ContactForm && pair.Reply.Citations.Count() <= 1);
        clinical.Where(pair => pair.Reply.Citations.Any()).ShouldAllBe(pair => pair.Reply.Parts.OfType<FixedWords>().Any(words => words.Id == "clinical.general-label"));
    }

    [Fact]
    public void Questions_about_suicidality_carry_the_way_to_help() =>
        Replies.Value.Where(pair => pair.Message.Class == "general_suicide_topic").ShouldAllBe(pair => pair.Reply.HelpLine);

    /// <summary>Explicit wording with the first person: none may be missed.</summary>
    [Theory]
    [InlineData("i want to kill myself")]
    [InlineData("im gonna kill myself tonight")]
    [InlineData("I want to die")]
    [InlineData("i wanna die")]
    [InlineData("I'm going to end my life")]
    [InlineData("i am suicidal")]
    [InlineData("thinking about suicide")]
    [InlineData("i took all my pills")]
    [InlineData("i overdosed")]
    [InlineData("i have a gun and i'm going to use it on myself")]
    [InlineData("going to hang myself")]
    [InlineData("i cut myself")]
    [InlineData("i wish i was dead")]
    [InlineData("kms")]
    [InlineData("i want to unalive myself")]
    [InlineData("i want 2 die")]
    [InlineData("better off dead")]
    [InlineData("im going to jump off the bridge")]
    [InlineData("i want to end it all")]
    [InlineData("i dont want to live anymore")]
    [InlineData("no quiero vivir")]
    [InlineData("no quiero bibir mas")]
    [InlineData("kiero morir")]
    [InlineData("je veu mourir")]
    [InlineData("ich will sterben")]
    [InlineData("quero morrer")]
    [InlineData("toi muon chet")]
    [InlineData("gusto ko ng mamatay")]
    [InlineData("اريد ان اموت")]
    [InlineData("хочу умереть")]
    [InlineData("我想自殺")]
    public void Explicit_wording_is_never_missed(string text) => Rooms.Ask(text).Kind.ShouldBe(ReplyKind.Crisis);

    [Fact]
    public async Task No_message_of_any_set_is_in_any_event()
    {
        var folder = ServiceProcess.NewFolder();
        var messages = GoldMessage.All();
        string output;
        string logged;
        using (var service = await ServiceProcess.StartAsync(settings: new Dictionary<string, string> { ["Serilog__WriteTo__1__Args__configure__0__Args__path"] = Path.Combine(folder, "log-.json"), ["Serilog__MinimumLevel__Default"] = "Verbose" }))
        {
            using var http = new HttpClient { BaseAddress = service.Address };
            foreach (var message in messages)
                (await http.PostAsJsonAsync("/api/ask", new { text = message.Text })).Dispose();
            await http.GetStringAsync(new Uri("/health/ready", UriKind.Relative));
            while (!(logged = Logged(folder)).Contains("/health/ready"))
                await Task.Yield();
            output = service.Output;
        }

        foreach (var events in new[] { output, logged })
        {
            VerdictPattern().Count(events).ShouldBeGreaterThan(messages.Count / 2, "the search must look at the real log");
            messages.Select(message => Telling(message.Text)).Where(words => words.Length >= 12 && events.Contains(words, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        }
    }

    /// <summary>The longest run of plain letters and spaces: written the same in any log format.</summary>
    private static string Telling(string text) => PlainPattern().Matches(text).Select(match => match.Value.Trim()).MaxBy(words => words.Length) ?? "";

    private static string Logged(string folder)
    {
        var text = "";
        foreach (var file in Directory.EnumerateFiles(folder, "log-*.json"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            text += reader.ReadToEnd();
        }

        return text;
    }

    [GeneratedRegex("[a-zA-Z ]+", RegexOptions.NonBacktracking)]
    private static partial Regex PlainPattern();

    [GeneratedRegex("Triage gave", RegexOptions.NonBacktracking)]
    private static partial Regex VerdictPattern();
}
