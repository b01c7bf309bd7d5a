namespace Chatbot.Triage;

/// <summary>
/// Reads every message first: rules that a clinician can read, and beside them the nearest labelled examples. In doubt the
/// more careful class wins: crisis, emergency, clinical, then everything else. Pure and in memory.
/// </summary>
internal sealed class TriageDesk(IReadOnlyList<TriageRule> rules, TriageExamples examples)
{
    /// <summary>Share of the votes from which the examples alone show a panel.</summary>
    private const double UrgentShare = 0.55;

    private const double UrgentLikeness = 0.22;
    private const double ClinicalShare = 0.72;
    private const double ClinicalLikeness = 0.3;
    private const double OtherShare = 0.75;
    private const double OtherLikeness = 0.34;

    public TriageVerdict Judge(string text)
    {
        var normal = MessageText.Normalise(text);
        var seen = examples.Judge(normal);
        var rule = rules.FirstOrDefault(rule => rule.Fires(normal))?.Verdict;
        if (rule is { Urgent: true })
            return rule with { Language = seen.Class is TriageClass.Crisis ? seen.Language : "en" };

        if (Urgent(seen.Shares, seen.Nearest) is { } urgent)
            return new TriageVerdict { Class = urgent, RuleId = $"{urgent.ToString().ToLowerInvariant()}.examples", Language = seen.Language };
        if (normal.Length == 0 || !normal.Any(char.IsLetterOrDigit))
            return new TriageVerdict { Class = TriageClass.Empty, RuleId = "empty" };
        if (rule is not null)
            return rule.Class == TriageClass.Clinical && Past(normal) ? rule with { HelpLine = true } : rule with { HelpLine = rule.Class == TriageClass.SuicideTopic };
        return FromExamples(seen.Class, seen.Share, seen.Nearest, seen.Language);
    }

    private static TriageClass? Urgent(IReadOnlyDictionary<TriageClass, double> shares, double nearest)
    {
        var crisis = shares.GetValueOrDefault(TriageClass.Crisis);
        var emergency = shares.GetValueOrDefault(TriageClass.Emergency);
        if (nearest < UrgentLikeness || crisis + emergency < UrgentShare)
            return null;
        return crisis >= emergency ? TriageClass.Crisis : TriageClass.Emergency;
    }

    private static TriageVerdict FromExamples(TriageClass best, double share, double nearest, string language)
    {
        var enough = best switch
        {
            TriageClass.Clinical => share >= ClinicalShare && nearest >= ClinicalLikeness,
            TriageClass.General => true,
            TriageClass.SuicideTopic => share >= 0.5,
            _ => share >= OtherShare && nearest >= OtherLikeness,
        };
        if (!enough)
            return new TriageVerdict { Class = TriageClass.General, RuleId = "general" };
        return new TriageVerdict
        {
            Class = best == TriageClass.Empty ? TriageClass.OffTopic : best,
            Variant = best switch
            {
                TriageClass.Empty => "garbage",
                TriageClass.SmallTalk => "help",
                _ => null,
            },
            RuleId = best == TriageClass.General ? "general" : $"{best.ToString().ToLowerInvariant()}.examples",
            Language = language,
            HelpLine = best == TriageClass.SuicideTopic,
        };
    }

    /// <summary>A past attempt beside a question of eligibility: the hand-off carries the 988 line.</summary>
    private static bool Past(string normal) =>
        normal.Contains("suicid", StringComparison.Ordinal) || normal.Contains("overdose", StringComparison.Ordinal) || normal.Contains("attempt", StringComparison.Ordinal)
        || normal.Contains("kill myself", StringComparison.Ordinal) || normal.Contains("self harm", StringComparison.Ordinal);
}
