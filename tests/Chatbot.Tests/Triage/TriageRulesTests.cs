using Chatbot.Tests.Support;
using Chatbot.Triage;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Triage;

/// <summary>Every rule and idiom brings messages that it must and must not catch; here they are tried.</summary>
public sealed class TriageRulesTests
{
    private static readonly TriageLexicon Lexicon = TriageLexicon.Load(Repository.Path("knowledge/triage"));

    public static TheoryData<string> RuleIds() => [.. Lexicon.Rules.Select(rule => rule.Verdict.RuleId)];

    [Theory]
    [MemberData(nameof(RuleIds))]
    public void A_rule_catches_what_it_says_it_catches(string id)
    {
        var rule = Lexicon.Rules.Single(rule => rule.Verdict.RuleId == id);
        rule.Fires.ShouldNotBeEmpty();

        var missed = rule.Fires.Where(text => !Careful(rule.Verdict.Class, Rooms.Triage.Judge(text).Class));

        missed.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(RuleIds))]
    public void A_rule_is_silent_where_it_says_so(string id)
    {
        var rule = Lexicon.Rules.Single(rule => rule.Verdict.RuleId == id);

        var caught = rule.Silent.Where(text => rule.Matches(Lexicon.Read(text)) || (rule.Verdict.Urgent && Rooms.Triage.Judge(text).Urgent));

        caught.ShouldBeEmpty();
    }

    [Fact]
    public void No_idiom_shows_the_panel() =>
        Lexicon.Harmless.Where(harmless => Rooms.Triage.Judge(harmless.Text).Urgent).ShouldBeEmpty();

    /// <summary>A more careful class than asked for is no miss.</summary>
    private static bool Careful(TriageClass wanted, TriageClass given) => given == wanted || (wanted <= TriageClass.Clinical && given < wanted) || (wanted == TriageClass.Emergency && given == TriageClass.Crisis);
}
