namespace Chatbot.Search;

/// <summary>Makes scores of different queries comparable: over what the query could reach, and by which of its words are covered.</summary>
internal sealed class EvidenceScale(IndexParts index, Refiner? refiner)
{
    /// <summary>What a word weighs by its class of commonness; one in no list weighs <see cref="UnlistedWeight"/>.</summary>
    private const double UnlistedWeight = 8;

    public Evidence Weigh(QueryPlan plan, ReadOnlySpan<RefinedDocument> ranked)
    {
        var (mass, covered, background, backgroundCovered) = (0.0, 0.0, 0.0, 0.0);
        foreach (var word in plan.Words)
        {
            if (word.Asks)
                continue;
            var rarity = BackgroundWeight(word);
            mass += word.Times * word.Word.Idf;
            background += word.Times * rarity;
            if (ranked.Length == 0 || !Holds(ranked[0].Document, word))
                continue;
            covered += word.Times * word.Word.Idf;
            backgroundCovered += word.Times * rarity;
        }

        return new Evidence
        {
            TopScore = ranked.Length > 0 ? ranked[0].Score : 0,
            MaximumScore = Maximum(plan),
            RareWordCoverage = mass > 0 ? covered / mass : 0,
            BackgroundCoverage = background > 0 ? backgroundCovered / background : 0,
            Margin = ranked.Length > 1 ? (ranked[0].Score - ranked[1].Score) / ranked[0].Score : ranked.Length,
            TopicMargin = TopicMargin(ranked),
        };
    }

    private double Maximum(QueryPlan plan)
    {
        var maximum = refiner?.Maximum(plan) ?? 0;
        for (var field = 0; field < index.Fields.Length; field++)
        {
            foreach (var word in plan.Words)
                maximum += word.Times * index.WordWeight(field, word) * index.Fields[field].Idf(word.Term);
        }

        return maximum;
    }

    private double BackgroundWeight(PlannedWord word)
    {
        if (index.Schema.Spelling is not { } spelling)
            return word.Word.Idf;
        var named = word.Word.Surface is { } surface ? spelling.Words.ClassOf(surface) : CommonWords.Unlisted;
        return named == CommonWords.Unlisted ? UnlistedWeight : Math.Min(named, UnlistedWeight);
    }

    private bool Holds(int document, PlannedWord word)
    {
        for (var field = 0; field < index.Fields.Length; field++)
        {
            if (WordScore.In(index.Fields[field], word, 1, document, out _) > 0)
                return true;
        }

        return false;
    }

    private double TopicMargin(ReadOnlySpan<RefinedDocument> ranked)
    {
        if (ranked.Length == 0)
            return 0;
        foreach (var other in ranked)
        {
            if (index.Topics[other.Document] != index.Topics[ranked[0].Document])
                return (ranked[0].Score - other.Score) / ranked[0].Score;
        }

        return 1;
    }
}
