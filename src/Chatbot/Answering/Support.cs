namespace Chatbot.Answering;

/// <summary>
/// Whether the evidence allows an answer. The one place where that is decided; the weights are fitted by
/// <c>kb calibrate</c> and checked by <c>eval answers</c> (README of this room).
/// </summary>
/// <param name="Value">Log-odds that the quotations are right.</param>
/// <param name="Enough">Whether to answer.</param>
/// <param name="Strong">Whether to answer even in doubt of urgency.</param>
/// <param name="Rule">The rule that allowed or stopped the answer.</param>
internal sealed record Support(double Value, bool Enough, bool Strong, string Rule)
{
    public const int SignalCount = 6;

    public static Support Of(Findings findings, AnswerOdds odds)
    {
        if (findings.Ranked.Count == 0)
            return new Support(double.NegativeInfinity, Enough: false, Strong: false, "abstain:nothing-found");
        var value = odds.Of(Signals(findings));
        return value >= odds.Needed
            ? new Support(value, Enough: true, value >= odds.NeededInDoubt, "answer")
            : new Support(value, Enough: false, Strong: false, findings.KindScore > findings.FactScore / 2 ? $"abstain:asks-{findings.Kind}" : "abstain:weak");
    }

    /// <summary>The evidence that is combined: what is asked for, what is asked for in vain, which is nearer, and the words.</summary>
    public static double[] Signals(Findings findings) =>
    [
        Math.Min(findings.FactScore, 1.2),
        Math.Clamp(findings.KindScore, -0.3, 1.2),
        findings.Answerable - findings.Unanswerable,
        findings.Passages.Evidence.NormalisedScore,
        findings.Passages.Evidence.RareWordCoverage,
        findings.Ranked.Count > 0 && findings.Ranked[0].Words > 0 ? 1 : 0,
    ];
}
