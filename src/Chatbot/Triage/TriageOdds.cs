namespace Chatbot.Triage;

/// <summary>
/// What the model gives each class, and from where on it is believed. The thresholds were set on five-fold folds of the
/// training messages and on the odd half of <c>tests/gold/triage-dev.jsonl</c>; the even half is reported only.
/// </summary>
internal readonly struct TriageOdds(float[] odds)
{
    /// <summary>Crisis and emergency together, when nothing else speaks for or against.</summary>
    public const double UrgentFrom = 0.5;

    /// <summary>From here on a message is answered only where the articles clearly hold it, and with the help line.</summary>
    public const double DoubtFrom = 0.12;

    /// <summary>With a word of death or self-harm outside every idiom.</summary>
    public const double UrgentWithWords = 0.35;

    /// <summary>Beside a rule that found a health fact or the topic of suicidality.</summary>
    public const double UrgentBesideRule = 0.5;

    /// <summary>With an idiom in the message ("dying to meet"), when no word of death stands outside it: the model takes idioms at their word.</summary>
    public const double UrgentWithIdiom = 0.8;

    /// <summary>Against a rule that knows the whole message as small talk.</summary>
    public const double UrgentAgainstRule = 0.85;

    public const double ClinicalFrom = 0.55;

    public double Urgent => odds[(int)TriageClass.Crisis] + odds[(int)TriageClass.Emergency];

    public TriageClass Best => (TriageClass)Array.IndexOf(odds, odds.Max());

    public double this[TriageClass found] => odds[(int)found];

    /// <summary>From where on the model alone turns a message away from the search. Search decides in doubt.</summary>
    public static double OtherFrom(TriageClass found) => found switch
    {
        TriageClass.SuicideTopic => 0.5,
        TriageClass.NonEnglish => 0.6,
        TriageClass.Abuse or TriageClass.Injection => 0.6,
        TriageClass.Empty => 0.6,
        TriageClass.OffTopic => 0.75,
        TriageClass.SmallTalk => 0.75,
        _ => 0,
    };
}
