namespace Chatbot.Answering;

/// <summary>
/// Whether the evidence allows an answer. The one place where that is decided; the figures are set on the development
/// questions (README of this room) and checked by <c>eval answers</c>.
/// </summary>
internal sealed record Support(double Value, bool Enough, bool Strong, string Rule)
{
    private const double Needed = 0.0;
    private const double NeededForStrong = 0.15;

    public static Support Of(Findings findings)
    {
        if (findings.Ranked.Count == 0)
            return new Support(-1, Enough: false, Strong: false, "abstain:nothing-found");
        var value = Measure(findings);
        return value >= Needed
            ? new Support(value, Enough: true, value >= NeededForStrong, "answer")
            : new Support(value, Enough: false, Strong: false, findings.Unanswerable > findings.Answerable ? $"abstain:like-{findings.UnanswerableKind}" : "abstain:weak");
    }

    /// <summary>Likeness to what can be answered, less likeness to what cannot, and the words' own evidence.</summary>
    private static double Measure(Findings findings) =>
        findings.Answerable - findings.Unanswerable + (0.2 * (findings.Passages.Evidence.NormalisedScore - 0.3));
}
