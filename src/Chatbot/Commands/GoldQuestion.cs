using Chatbot.Answering;

namespace Chatbot.Commands;

/// <summary>
/// A labelled question, as <c>tests/gold</c> holds them. One without <see cref="Must"/> cannot be answered.
/// A citation counts when its snippet satisfies <see cref="Must"/> and its clinic is among <see cref="Sources"/>.
/// </summary>
internal sealed record GoldQuestion
{
    public required string Id { get; init; }

    public required string Text { get; init; }

    public string? Topic { get; init; }

    public IReadOnlyList<string>? Facts { get; init; }

    public string? Must { get; init; }

    public string? Style { get; init; }

    public IReadOnlyList<string>? Sources { get; init; }

    public bool Multi { get; init; }

    public string? Context { get; init; }

    public bool Echo { get; init; }

    public string? Split { get; init; }

    public bool Holds(Citation citation, GoldFacts facts) =>
        Sources!.Contains(facts.SourceOf(citation.Source), StringComparer.Ordinal) && KeyGrammar.Matches(Must!, citation.Snippet);

    /// <summary>Whether the citations together are a right answer: one that holds, of two clinics where the question wants several.</summary>
    public bool AnsweredBy(IReadOnlyList<Citation> citations, GoldFacts facts) =>
        citations.Any(citation => Holds(citation, facts)) && (!Multi || FromTwoSources(citations, facts));

    private bool FromTwoSources(IReadOnlyList<Citation> citations, GoldFacts facts)
    {
        var listed = Facts!.Select(fact => fact[..3]).Distinct(StringComparer.Ordinal).Count();
        return citations
            .Where(citation => Sources!.Contains(facts.SourceOf(citation.Source), StringComparer.Ordinal))
            .Where(citation => listed < 2 || Facts!.Any(fact =>
                string.Equals(fact[..3], facts.SourceOf(citation.Source), StringComparison.Ordinal) && KeyGrammar.Matches(facts.KeyOf(fact), citation.Snippet)))
            .Select(citation => citation.Source)
            .Distinct(StringComparer.Ordinal)
            .Count() >= 2;
    }
}
