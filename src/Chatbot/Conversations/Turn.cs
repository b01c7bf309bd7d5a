using Chatbot.Answering;
using Chatbot.Knowledge;
using Chatbot.Triage;

namespace Chatbot.Conversations;

/// <summary>
/// The straight line of one visitor message: triage first, then what its verdict allows. Pure and in memory: no storage
/// or network, so the urgent replies work when both are gone. The channel keeps the state.
/// </summary>
internal sealed class Turn(Library library, TriageDesk triage, Answerer answerer, ILogger<Turn> log)
{
    /// <summary>Longer messages are refused with a calm line by the channel; triage reads this many characters of any.</summary>
    public const int MaxTextChars = 4000;

    private static readonly string[] ExampleIds = ["example.1", "example.2", "example.3"];

    /// <summary>Some ten kilobytes each, with what the channels make of them.</summary>
    private const int MostRecent = 600;

    private readonly RecentTexts<Decided> _recent = new(MostRecent);
    private long _taken;

    /// <summary>Messages since the start.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    public TurnOutcome Take(ConversationState state, string text)
    {
        Interlocked.Increment(ref _taken);
        try
        {
            var verdict = triage.Judge(text);
            var outcome = verdict.Urgent ? Decide(verdict, state, text) : DecideOnce(verdict, state, text);
            if (outcome.Reply.Pinned)
                PanelCount.Add(outcome.Reply);
            if (log.IsEnabled(LogLevel.Information))
                log.LogInformation("Triage gave {Verdict} by {RuleId}; reply {Kind} by {Rule}", verdict.Class, verdict.RuleId, outcome.Reply.Kind, outcome.Reply.Rule);
            return outcome;
        }
#pragma warning disable CA1031 // Whatever breaks, a visitor in danger must see a way to a person; the type is all that may be logged.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.LogError("A turn failed with {FaultType}", fault.GetType().Name);
            var panel = Panel(ReplyKind.Crisis, "fault", "triage-fault.line");
            PanelCount.Add(panel);
            return new TurnOutcome(panel, state with { Panels = 1 });
        }
    }

    /// <summary>
    /// Many visitors ask the same, above all by the buttons. The same question in the same state gets the same reply; one from
    /// which something was left out for haste only as long as the haste lasts.
    /// </summary>
    private TurnOutcome DecideOnce(TriageVerdict verdict, ConversationState state, string text)
    {
        var asked = $"{state.ToJson()}\n{text}";
        if (_recent.Find(asked) is { } known && (!known.IsHurried || answerer.Hurries))
            return known.Outcome;
        var hurried = QuestionModel.HurriedHere;
        var outcome = Decide(verdict, state, text);
        _recent.Keep(asked, new Decided(outcome, IsHurried: QuestionModel.HurriedHere != hurried));
        return outcome;
    }

    private TurnOutcome Decide(TriageVerdict verdict, ConversationState state, string text)
    {
        var outcome = text.Length > MaxTextChars && !verdict.Urgent
            ? new TurnOutcome(Line(ReplyKind.Empty, "too-long", "toolong.line"), state)
            : ReplyTo(verdict, state, text);
        return outcome with { Reply = WithHelpLine(outcome.Reply) };
    }

    /// <summary>What a new conversation opens with.</summary>
    public Reply Welcome() => Line(ReplyKind.SmallTalk, "welcome", "welcome") with { Suggestions = Examples() };

    private TurnOutcome ReplyTo(TriageVerdict verdict, ConversationState state, string text) => verdict.Class switch
    {
        TriageClass.Crisis => Urgent(ReplyKind.Crisis, verdict, state),
        TriageClass.Emergency => Urgent(ReplyKind.Emergency, verdict, state),
        TriageClass.Clinical => new TurnOutcome(HandOff(verdict, text), state with { Misses = 0 }),
        _ when verdict.Class is not TriageClass.SuicideTopic && answerer.Again(state, text) is { } again => again,
        TriageClass.SuicideTopic or TriageClass.General => answerer.Answer(state, text, verdict),

        // The model alone takes a short question for chat too easily; what the articles clearly answer is answered.
        TriageClass.SmallTalk or TriageClass.OffTopic when verdict.RuleId.EndsWith(".model", StringComparison.Ordinal)
            && answerer.ClearAnswer(state, text, verdict) is { } clear => clear,
        TriageClass.SmallTalk => new TurnOutcome(WithExamples(ReplyKind.SmallTalk, verdict.RuleId, First($"smalltalk.{verdict.Variant}", "smalltalk.help")), state),
        TriageClass.Abuse => new TurnOutcome(WithExamples(ReplyKind.OffTopic, verdict.RuleId, "abuse.line"), state),
        TriageClass.Injection => new TurnOutcome(WithExamples(ReplyKind.OffTopic, verdict.RuleId, "injection.line"), state),
        TriageClass.OffTopic => new TurnOutcome(WithExamples(ReplyKind.OffTopic, verdict.RuleId, First($"{verdict.Variant}.line", "offtopic.line")), state),
        TriageClass.NonEnglish => new TurnOutcome(WithExamples(ReplyKind.NonEnglish, verdict.RuleId, First($"nonenglish.{verdict.Language}", "nonenglish.line")), state),
        TriageClass.Empty => new TurnOutcome(WithExamples(ReplyKind.Empty, verdict.RuleId, "empty.line"), state),
        _ => throw new InvalidOperationException($"No reply for {verdict.Class}"),
    };

    private TurnOutcome Urgent(ReplyKind kind, TriageVerdict verdict, ConversationState state)
    {
        var usual = kind == ReplyKind.Crisis ? "crisis.self" : "emergency.now";
        var name = usual[..usual.IndexOf('.', StringComparison.Ordinal)];
        var words = true switch
        {
            _ when verdict.RuleId is TriageDesk.FaultRule or TriageDesk.TimeoutRule => "triage-fault.line",
            _ when state.Panels > 0 && library.Replies.Has($"{name}.again.{verdict.Language}") => $"{name}.again.{verdict.Language}",
            _ when library.Replies.Has($"{usual}.{verdict.Language}") => $"{usual}.{verdict.Language}",
            _ when verdict.Variant is not null && library.Replies.Has($"{name}.{verdict.Variant}") => $"{name}.{verdict.Variant}",
            _ when state.Panels > 0 => $"{name}.again",
            _ when verdict.AboutAnother => $"{name}.other",
            _ => usual,
        };
        return new TurnOutcome(Panel(kind, verdict.RuleId, words), state with { Panels = 1 });
    }

    /// <summary>A person answers this: the form and the phone, at most one quotation marked as general, never yes or no.</summary>
    private Reply HandOff(TriageVerdict verdict, string text)
    {
        var parts = new List<ReplyPart> { Words("clinical.lead") };
        if (library.Clinic.Phone is { } phone)
            parts.Add(new ClinicFact("phone", phone));
        if (answerer.GeneralInformation(text) is { } quote)
        {
            parts.Add(Words("clinical.general-label"));
            parts.Add(quote);
        }

        parts.Add(Words(verdict.HelpLine ? "suicidality.line" : "help.footer"));
        return new Reply { Kind = ReplyKind.Clinical, Rule = verdict.RuleId, Parts = parts, ContactForm = true };
    }

    /// <summary>What triage misses must still see the way to help, so no reply of any kind goes without it.</summary>
    private Reply WithHelpLine(Reply reply) => reply.HelpLine ? reply : reply with { Parts = [.. reply.Parts, Words("help.footer")] };

    private Reply Panel(ReplyKind kind, string rule, string words) => new() { Kind = kind, Rule = rule, Parts = [Words(words)] };

    private Reply WithExamples(ReplyKind kind, string rule, string words) =>
        Line(kind, rule, words) with { Suggestions = Examples() };

    private Reply Line(ReplyKind kind, string rule, string words) => new() { Kind = kind, Rule = rule, Parts = [Words(words)] };

    private List<Suggestion> Examples() =>
        [.. ExampleIds.Where(library.Replies.Has).Select(id => new Suggestion(id, library.Replies.Say(id)))];

    private string First(params ReadOnlySpan<string> ids)
    {
        foreach (var id in ids)
        {
            if (library.Replies.Has(id))
                return id;
        }

        return ids[^1];
    }

    private FixedWords Words(string id) => new(id, library.Replies.Say(id));

    private sealed record Decided(TurnOutcome Outcome, bool IsHurried);
}
