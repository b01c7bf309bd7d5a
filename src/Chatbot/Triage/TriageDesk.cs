using Chatbot.Knowledge;

namespace Chatbot.Triage;

/// <summary>
/// Reads every message first, pure and in memory. Rules that a clinician can read decide where they fire; beside them a
/// small trained model catches wording that nobody wrote a rule for, and where that is unsure a vote by the meaning of the
/// sentence, when there is an encoder. In doubt the more careful class wins: crisis, emergency, clinical, then everything
/// else. Never throws: a fault or too long a wait gives the panel.
/// </summary>
internal sealed class TriageDesk(TriageLexicon lexicon, TriageModel model, SentenceVote? sentences = null, TimeProvider? clock = null)
{
    /// <summary>Hundreds of times what a message takes; beyond it something is wrong and nobody should wait for it.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The rule of a verdict that was given because the detector failed.</summary>
    public const string FaultRule = "fault";

    /// <summary>The rule of a verdict that was given because the detector took too long.</summary>
    public const string TimeoutRule = "timeout";

    /// <summary>The verdict when the detector itself fails.</summary>
    private static readonly TriageVerdict Fault = new() { Class = TriageClass.Crisis, RuleId = FaultRule };

    /// <summary>The verdict when the detector takes too long.</summary>
    private static readonly TriageVerdict Late = new() { Class = TriageClass.Crisis, RuleId = TimeoutRule };

    private const int MostRecent = 4000;

    private static readonly string[] Scripts = ["zh", "ar", "ru"];

    private readonly RecentTexts<TriageVerdict> _recent = new(MostRecent);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>Whether the third vote is there.</summary>
    public bool HasSentences => sentences is not null;

    /// <summary>The verdict on one message.</summary>
    public TriageVerdict Judge(string text)
    {
        var started = _clock.GetTimestamp();
        try
        {
            if (_recent.Find(text) is { } known)
                return known;
            var verdict = Decide(lexicon.Read(text), started);
            _recent.Keep(text, verdict);
            return verdict;
        }
        catch (TimeoutException)
        {
            return Late;
        }
#pragma warning disable CA1031 // Whatever breaks here, a visitor in danger must see the panel.
        catch (Exception)
#pragma warning restore CA1031
        {
            return Fault;
        }
    }

    /// <summary>Why a message gets its verdict, for those who write the rules. Holds the visitor's words: for the screen only, never for a log.</summary>
    public IEnumerable<string> Explain(string text)
    {
        var message = lexicon.Read(text);
        var verdict = Judge(text);
        yield return $"verdict: {verdict.Class} by {verdict.RuleId}{(verdict.AboutAnother ? ", about another person" : "")}{(verdict.HelpLine ? ", with the help line" : "")}";
        yield return $"read as: {string.Join(' ', message.Words.Select((word, at) => message.Masked(at, at + 1) ? $"[{word}]" : word))}   ([] = part of an idiom, not seen by urgent rules)";
        foreach (var rule in lexicon.Rules)
        {
            if (rule.MatchOf(message) is not { } pattern)
                continue;
            var silenced = rule.Unless.FirstOrDefault(exception => exception.Matches(message, masked: false));
            yield return $"{(silenced is null ? "fires" : "silenced")}: {rule.Verdict.RuleId} ({rule.Source}) by {Shorter(pattern)}{(silenced is null ? "" : $" unless {Shorter(silenced)}")}";
        }

        yield return $"concepts: {string.Join(", ", lexicon.Concepts.Keys.Where(name => lexicon.Has(message, name)).Order(StringComparer.Ordinal))}";
        var seen = lexicon.ModelText(message);
        yield return $"model: {Listed(new TriageOdds(model.Judge(seen)))}";
        if (sentences is not null)
            yield return $"by meaning: {Listed(new TriageOdds(sentences.Judge(seen.Words)))}; together: {Listed(new TriageOdds(model.Judge(seen)).With(sentences.Judge(seen.Words)))}";
        foreach (var (start, end) in MessageWindows.Of(message.Words))
        {
            var part = lexicon.ModelText(message, start, end);
            var odds = new TriageOdds(model.Judge(part));
            if (odds.Urgent >= TriageOdds.BuriedAskFrom)
                yield return $"part '{string.Join(' ', part.Words)}': {Listed(sentences is null ? odds : odds.With(sentences.Judge(part.Words)))}";
        }

        static string Listed(TriageOdds odds) =>
            string.Join(", ", Enum.GetValues<TriageClass>().Where(found => odds[found] >= 0.01).OrderByDescending(found => odds[found]).Select(found => $"{found} {odds[found]:0.00}"));

        static string Shorter(WordPattern pattern) => pattern.Written.Length <= 160 ? pattern.Written : $"{pattern.Written[..160]}…";
    }

    private TriageVerdict Decide(ConceptSpans message, long started)
    {
        if (!message.Words.Any(word => word is not ("." or "?")))
            return new TriageVerdict { Class = TriageClass.Empty, RuleId = "empty" };
        var rule = RuleFor(message, started);
        var language = LanguageOf(message);
        if (rule is { Urgent: true })
            return rule with { AboutAnother = rule.AboutAnother || AboutAnother(message), Language = rule.Language is "en" ? language : rule.Language };
        var odds = Odds(lexicon.ModelText(message));
        if (odds.Urgency >= UrgentFrom(message, rule, odds, language))
            return ByModel(odds.MoreUrgent) with { AboutAnother = AboutAnother(message), Language = language };
        var part = MostUrgentPart(message, rule, started);
        if (part is { } buried && buried.Urgent >= buried.BuriedFrom)
            return ByModel(buried.MoreUrgent) with { AboutAnother = AboutAnother(message), Language = language };

        if (rule is { Class: TriageClass.Clinical } or null && odds[TriageClass.Clinical] >= (lexicon.SaysOfPerson(message) ? odds.ClinicalFrom : message.Words.Count <= TriageOdds.FewWords ? TriageOdds.ClinicalFromFewWords : odds.ClinicalFromQuestion))
            rule ??= ByModel(TriageClass.Clinical);
        if (rule is not null)
            return rule with { HelpLine = rule.HelpLine || lexicon.Has(message, "suicide_word", masked: false) };
        var harmless = Harmless(message, odds, language);
        return odds.Urgent >= TriageOdds.DoubtFrom || part?.Urgent >= TriageOdds.BuriedDoubtFrom ? harmless with { Doubt = true, HelpLine = true } : harmless;
    }

    private TriageVerdict? RuleFor(ConceptSpans message, long started)
    {
        foreach (var rule in lexicon.Rules)
        {
            Hurry(started);
            if (rule.Matches(message))
                return rule.Verdict;
        }

        return null;
    }

    private void Hurry(long started)
    {
        if (_clock.GetElapsedTime(started) > Limit)
            throw new TimeoutException();
    }

    /// <summary>What the models make of the words; the slow one is asked only where the fast one is unsure.</summary>
    private TriageOdds Odds(ModelText text)
    {
        var odds = new TriageOdds(model.Judge(text));
        return sentences is not null && odds.Unsure ? odds.With(sentences.Judge(text.Words)) : odds;
    }

    /// <summary>What the models make of the most urgent part of a long message; null when no part is worth a look.</summary>
    private TriageOdds? MostUrgentPart(ConceptSpans message, TriageVerdict? rule, long started)
    {
        if (rule?.Class is TriageClass.SmallTalk or TriageClass.Injection)
            return null;
        ModelText worst = default;
        TriageOdds? most = null;
        foreach (var (start, end) in MessageWindows.Of(message.Words))
        {
            Hurry(started);
            var text = lexicon.ModelText(message, start, end);
            var odds = new TriageOdds(model.Judge(text));
            if (odds.Urgent >= (most?.Urgent ?? TriageOdds.BuriedAskFrom))
                (worst, most) = (text, odds);
        }

        if (most is not { } found)
            return null;
        return sentences is null ? found : found.With(sentences.Judge(worst.Words));
    }

    /// <summary>How sure the model has to be. Less where words of death stand outside idioms, more where a rule knows the message as harmless.</summary>
    private double UrgentFrom(ConceptSpans message, TriageVerdict? rule, TriageOdds odds, string language) => rule?.Class switch
    {
        TriageClass.SmallTalk or TriageClass.Injection => TriageOdds.UrgentAgainstRule,
        TriageClass.Clinical or TriageClass.SuicideTopic => odds.UrgentBesideRule,
        _ when language is not "en" => odds.UrgentInOtherLanguage,
        _ => lexicon.Has(message, "suicide_word") || lexicon.Has(message, "die") ? odds.UrgentWithWords
            : message.AnyMasked ? odds.UrgentWithIdiom
            : lexicon.SaysOfPerson(message) ? odds.UrgentFrom : odds.UrgentFromQuestion,
    };

    private TriageVerdict Harmless(ConceptSpans message, TriageOdds odds, string language)
    {
        if (language is not "en" && (Scripts.Contains(language) || odds[TriageClass.NonEnglish] > 0.2))
            return new TriageVerdict { Class = TriageClass.NonEnglish, RuleId = "nonenglish.words", Language = language };
        // The careful classes have had their say above, each from its own threshold on.
        var best = odds.Best;
        if (best <= TriageClass.Clinical)
            return General;
        var needed = best is TriageClass.OffTopic or TriageClass.SmallTalk && lexicon.Has(message, "ketamine_word") ? 2 : TriageOdds.OtherFrom(best);
        if (odds[best] < needed)
            return General;
        var verdict = ByModel(best);
        return best switch
        {
            TriageClass.SuicideTopic => verdict with { HelpLine = true },
            TriageClass.SmallTalk => verdict with { Variant = "help" },
            TriageClass.Empty => verdict with { Variant = "garbage" },
            TriageClass.NonEnglish => verdict with { Language = language },
            TriageClass.General => General,
            _ => verdict,
        };
    }

    private static TriageVerdict General => new() { Class = TriageClass.General, RuleId = "general" };

    private static TriageVerdict ByModel(TriageClass found) => new() { Class = found, RuleId = $"{found.ToString().ToLowerInvariant()}.model" };

    /// <summary>Somebody else is spoken of and the visitor only in "my husband".</summary>
    private bool AboutAnother(ConceptSpans message) => lexicon.Has(message, "he", masked: false) && !message.Words.Any(word => word is "i" or "me" or "myself");

    private string LanguageOf(ConceptSpans message)
    {
        var (language, words) = lexicon.Language(message);
        if (words >= 2)
            return language;
        foreach (var word in message.Words)
        {
            switch (word[0])
            {
                case >= '\u4e00' and <= '\u9fff': return "zh";
                case >= '\u0600' and <= '\u06ff': return "ar";
                case >= '\u0400' and <= '\u04ff': return "ru";
            }
        }

        return "en";
    }
}
