using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Chatbot.Answering;
using Chatbot.Conversations;
using Chatbot.Protocol;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Answering;

/// <summary>What the visitor reads, with the shipped knowledge.</summary>
public sealed partial class ReplyTests
{
    [Fact]
    public void Asked_about_driving_every_clinics_position_is_quoted_the_most_cautious_first()
    {
        var reply = Rooms.Ask("can I drive home afterwards?");

        reply.Kind.ShouldBe(ReplyKind.Differ);
        reply.Rule.ShouldBe("differ:driving");
        reply.Citations.Select(c => c.Source).Distinct().ShouldBe(["Gateway Solutions", "Midwest Ketafusion", "Delray Brain Science", "Ketamine Greater Boston"], ignoreOrder: true);
        reply.Citations.First().Snippet.ShouldContain("24 hours");
    }

    [Theory]
    [InlineData("will my toes go numb", "differ:numbness-and-tingling", "toes")]
    [InlineData("what is the success rate", "differ:effectiveness", "70%")]
    [InlineData("is the dose based on how heavy you are", "differ:dose", "body weight")]
    public void Where_one_position_is_what_the_question_asks_for_it_leads(string question, string rule, string first)
    {
        var reply = Rooms.Ask(question);

        reply.Rule.ShouldBe(rule);
        reply.Citations.First().Snippet.ShouldContain(first);
        reply.Citations.Select(c => c.Article).Distinct().ShouldBe(reply.Difference!.Positions.Select(p => p.Article), "the table and the text have the same order, and no position is missing");
    }

    [Theory]
    [InlineData("will I get high", "differ:high", "do not get high")]
    [InlineData("they say ketamine is non-addictive in a clinic?", "differ:addiction", "non-addictive")]
    [InlineData("can I run heavy machinery again after a few hours?", "differ:machinery", "a few hours")]
    public void Reassurance_and_the_shortest_limit_never_lead(string question, string rule, string reassuring)
    {
        var reply = Rooms.Ask(question);

        reply.Rule.ShouldBe(rule);
        reply.Citations.First().Snippet.ShouldNotContain(reassuring);
        reply.Citations.ShouldContain(citation => citation.Snippet.Contains(reassuring));
    }

    [Fact]
    public void Asked_how_long_an_infusion_takes_every_figure_stands_side_by_side()
    {
        var reply = Rooms.Ask("How long does an infusion take?");

        reply.Kind.ShouldBe(ReplyKind.Differ);
        var quoted = string.Join(' ', reply.Citations.Select(c => c.Snippet));
        foreach (var figure in new[] { "40 minutes", "70 minutes", "30-45 minutes", "several hours" })
            quoted.ShouldContain(figure);
    }

    [Theory]
    [InlineData("how much does it cost")]
    [InlineData("do you take insurance")]
    [InlineData("are you open on Sundays")]
    public void What_the_articles_do_not_know_is_said_with_the_way_to_a_person_and_no_citation(string question)
    {
        var reply = Rooms.Ask(question);

        reply.Kind.ShouldBe(ReplyKind.Abstain);
        reply.Citations.ShouldBeEmpty();
        reply.ContactForm.ShouldBeTrue();
        reply.HelpLine.ShouldBeTrue();
    }

    [Fact]
    public void What_the_clinic_has_set_is_answered_as_its_own_fact()
    {
        var turn = Rooms.TurnWith(Rooms.Library with { Clinic = Rooms.Library.Clinic with { Price = "An infusion costs 400 dollars.", DrivingRule = "Do not drive until the next morning." } });

        var price = turn.Take(ConversationState.Fresh, "how much is one infusion").Reply;
        var driving = turn.Take(ConversationState.Fresh, "can I drive home afterwards?").Reply;

        price.Kind.ShouldBe(ReplyKind.Facts);
        price.Parts.OfType<ClinicFact>().Single().Text.ShouldBe("An infusion costs 400 dollars.");
        driving.Parts.OfType<ClinicFact>().Single().Text.ShouldBe("Do not drive until the next morning.");
    }

    [Theory]
    [InlineData("I take lithium, is that ok?")]
    [InlineData("I'm pregnant, can I have the infusion?")]
    [InlineData("what dose will I get")]
    public void A_question_about_ones_own_body_goes_to_a_person_with_at_most_one_general_quotation(string question)
    {
        var reply = Rooms.Ask(question);

        reply.Kind.ShouldBe(ReplyKind.Clinical);
        reply.ContactForm.ShouldBeTrue();
        reply.HelpLine.ShouldBeTrue();
        reply.Citations.Count().ShouldBeLessThanOrEqualTo(1);
        reply.Parts.OfType<FixedWords>().Any(words => words.Id == "clinical.general-label").ShouldBe(reply.Citations.Any());
    }

    /// <summary>Whether the articles agree on it or differ: both kinds of reply speak of side effects.</summary>
    [Theory]
    [InlineData("does it make you nauseous?")]
    [InlineData("can they give me something so I don't throw up?")]
    [InlineData("will I get a headache from it?")]
    [InlineData("What are the serious risks?")]
    [InlineData("how likely is a serious side effect?")]
    public void An_answer_about_side_effects_carries_the_serious_ones_and_911(string question)
    {
        var reply = Rooms.Ask(question);

        reply.Parts.OfType<FixedWords>().Select(words => words.Id).ShouldContain("answer.serious-now");
        var quoted = string.Join(' ', reply.Citations.Select(c => c.Snippet));
        quoted.ShouldContain("serious side effects");
        quoted.ShouldContain("seizures");
    }

    [Fact]
    public void No_sentence_is_quoted_twice_in_one_reply()
    {
        var twice = new List<string>();
        foreach (var question in File.ReadLines(Repository.Path("tests", "gold", "questions-dev.jsonl")).Select(line => (string)JsonNode.Parse(line)!["text"]!))
        {
            var quoted = Rooms.Ask(question).Citations.OrderBy(c => c.Article, StringComparer.Ordinal).ThenBy(c => c.Start).ToList();
            twice.AddRange(quoted.Zip(quoted.Skip(1)).Where(pair => pair.First.Article == pair.Second.Article && pair.Second.Start < pair.First.End).Select(pair => $"{question}: {pair.Second.Snippet}"));
        }

        twice.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("is ketamine FDA approved", "off-label")]
    [InlineData("is ketamine addictive", "abuse")]
    [InlineData("does it get you high", "hallucinat|intense|inebriated")]
    public void A_one_sided_claim_never_stands_alone(string question, string counterpart)
    {
        var quoted = string.Join(' ', Rooms.Ask(question).Citations.Select(c => c.Snippet));

        quoted.ShouldMatch(counterpart);
    }

    [Fact]
    public void A_follow_up_keeps_the_topic_and_says_so()
    {
        var first = Rooms.Turn.Take(ConversationState.Fresh, "what are the side effects?");

        var second = Rooms.Turn.Take(first.State, "and how long do they last?").Reply;

        second.Topic.ShouldBe("side-effects");
        second.Citations.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_question_about_suicidality_as_a_condition_is_answered_with_the_988_line()
    {
        var reply = Rooms.Ask("does ketamine help with suicidal thoughts?");

        reply.Kind.ShouldBeOneOf(ReplyKind.Answer, ReplyKind.Differ);
        reply.HelpLine.ShouldBeTrue();
        reply.Citations.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_fault_inside_shows_the_ways_to_a_person_and_nothing_else()
    {
        var broken = new Turn(Rooms.Library, Rooms.Triage, answerer: null!, Microsoft.Extensions.Logging.Abstractions.NullLogger<Turn>.Instance);

        var reply = broken.Take(ConversationState.Fresh, "what are the side effects?").Reply;

        reply.Rule.ShouldBe("fault");
        reply.HelpLine.ShouldBeTrue();
        reply.Citations.ShouldBeEmpty();
    }

    /// <summary>Over every development question: a quotation is a slice of an article, all else is fixed words or the clinic's own facts.</summary>
    [Fact]
    public void No_reply_holds_a_character_that_was_not_authored()
    {
        var questions = File.ReadLines(Repository.Path("tests", "gold", "questions-dev.jsonl"))
            .Concat(File.ReadLines(Repository.Path("tests", "gold", "triage-dev.jsonl")))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!);

        foreach (var question in questions)
        {
            var reply = Rooms.Ask(question);
            foreach (var part in reply.Parts)
                IsAuthored(part).ShouldBeTrue($"{question}: {part}");
            foreach (var suggestion in reply.Suggestions)
                Rooms.Library.Topics.SelectMany(topic => topic.Questions).Concat(Rooms.Library.Replies.All.Values).ShouldContain(suggestion.Text);
            if (reply.Kind is not (ReplyKind.Answer or ReplyKind.Differ or ReplyKind.SmallTalk))
                reply.HelpLine.ShouldBeTrue($"{question}: {reply.Kind} without the help line");
            Leftovers(reply).ShouldBeEmpty();
        }
    }

    /// <summary>What the plain rendering adds to its parts: numbers, quotes, sources; nothing that reads as a statement.</summary>
    private static string Leftovers(Reply reply)
    {
        var text = ReplyText.Plain(reply);
        foreach (var part in reply.Parts)
        {
            var words = part switch { FixedWords w => w.Text, ClinicFact f => f.Text, Quote q => q.Citation.Snippet, _ => "" };
            var at = text.IndexOf(words, StringComparison.Ordinal);
            at.ShouldBeGreaterThanOrEqualTo(0);
            text = text.Remove(at, words.Length);
        }

        foreach (var citation in reply.Citations)
            text = text.Replace($"[{citation.N}] {citation.Source}, “{citation.Section}”: {citation.Url}", "");
        return Decoration().Replace(text, "");
    }

    private static bool IsAuthored(ReplyPart part) => part switch
    {
        Quote { Citation: var c } => Rooms.Library.Find(c.Article)!.Text[c.Start..c.End] == c.Snippet,
        FixedWords words => Filled(Rooms.Library.Replies.All[words.Id]).IsMatch(words.Text),
        ClinicFact => true,
        _ => false,
    };

    private static Regex Filled(string template) => new("^" + Placeholder().Replace(Regex.Escape(template), "[^\n]+") + "$");

    [GeneratedRegex(@"\\\{[a-z]+}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"[\s“”]|\[\d+\]")]
    private static partial Regex Decoration();
}
