namespace Chatbot.Triage;

/// <summary>
/// What the models give each class, and from where on they are believed: the first alone, or both together. The thresholds, the
/// weight of the vote by meaning and the doubt were set by the shares of whole blind sets, without reading what was missed; those for clinical
/// messages also on held-out folds of the training messages and on the odd half of <c>tests/gold/triage-dev.jsonl</c>.
/// </summary>
internal readonly struct TriageOdds
{
    /// <summary>From here on a message is answered only where the articles clearly hold it, and with the help line.</summary>
    public const double DoubtFrom = 0.07;

    /// <summary>Against a rule that knows the whole message as small talk.</summary>
    public const double UrgentAgainstRule = 0.85;

    /// <summary>From here on a part of a message is looked at with both models.</summary>
    public const double BuriedAskFrom = 0.1;

    /// <summary>A part of a message that is this urgent puts the whole in doubt.</summary>
    public const double BuriedDoubtFrom = 0.3;

    /// <summary>How much the vote by meaning weighs against the first model: a geometric mean.</summary>
    private const float SentenceShare = 0.45f;

    private readonly float[] _odds;
    private readonly bool _joined;

    public TriageOdds(float[] odds)
        : this(odds, joined: false)
    {
    }

    private TriageOdds(float[] odds, bool joined) => (_odds, _joined) = (odds, joined);

    /// <summary>Crisis and emergency together, in a message that says something about a person.</summary>
    public double UrgentFrom => _joined ? 0.17 : 0.32;

    /// <summary>In a message that only asks or names something.</summary>
    public double UrgentFromQuestion => _joined ? 0.32 : 0.47;

    /// <summary>With a word of death or self-harm outside every idiom.</summary>
    public double UrgentWithWords => _joined ? 0.22 : 0.27;

    /// <summary>Beside a rule that found a health fact or the topic of suicidality.</summary>
    public double UrgentBesideRule => _joined ? 0.32 : 0.47;

    /// <summary>With an idiom in the message ("dying to meet"), when no word of death stands outside it: the model takes idioms at their word.</summary>
    public double UrgentWithIdiom => _joined ? 0.72 : 0.77;

    /// <summary>In another language: the training messages hold little of it, and its rules have been tried already.</summary>
    public double UrgentInOtherLanguage => _joined ? 0.75 : 0.8;

    /// <summary>In a part of a longer message.</summary>
    public double BuriedFrom => _joined ? 0.72 : 0.87;

    /// <summary>In a message that says something about a person.</summary>
    public double ClinicalFrom => _joined ? 0.22 : 0.3;

    /// <summary>In a message that only asks, be it with "I": that is a question for everyone until the models are sure.</summary>
    public double ClinicalFromQuestion => _joined ? 0.42 : 0.55;

    /// <summary>A message of so few words that says nothing about a person, "glaucoma" or "since when", names a topic.</summary>
    public const int FewWords = 4;

    public const double ClinicalFromFewWords = 0.7;

    public double Urgent => _odds[(int)TriageClass.Crisis] + _odds[(int)TriageClass.Emergency];

    /// <summary>
    /// What the thresholds are compared with: less where the message may well be about something else entirely. Requests to an
    /// assistant are nothing that the models know well, and whoever is in danger here speaks of life or treatment.
    /// </summary>
    public double Urgency => Urgent - this[TriageClass.OffTopic] - this[TriageClass.SmallTalk];

    public TriageClass MoreUrgent => this[TriageClass.Crisis] >= this[TriageClass.Emergency] ? TriageClass.Crisis : TriageClass.Emergency;

    /// <summary>Neither surely harmless nor surely urgent.</summary>
    public bool Unsure => Urgent is > 0.02 and < 0.97 || this[TriageClass.Clinical] is > 0.03 and < 0.95;

    public TriageClass Best => (TriageClass)Array.IndexOf(_odds, _odds.Max());

    public double this[TriageClass found] => _odds[(int)found];

    /// <summary>Both together.</summary>
    public TriageOdds With(float[] sentences)
    {
        var both = new float[_odds.Length];
        for (var i = 0; i < both.Length; i++)
            both[i] = ((1 - SentenceShare) * MathF.Log(_odds[i] + 1e-6f)) + (SentenceShare * MathF.Log(sentences[i] + 1e-6f));
        TriageModel.SoftMax(both);
        return new TriageOdds(both, joined: true);
    }

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
