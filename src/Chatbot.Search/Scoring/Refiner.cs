namespace Chatbot.Search;

/// <summary>A document's score in its parts.</summary>
/// <param name="Document">Ordinal.</param>
/// <param name="Words">Of its own fields.</param>
/// <param name="Topic">Of the words in its topic.</param>
/// <param name="Likeness">Of the query to a line of its first field.</param>
/// <param name="Meaning">Of the query to a line of its first field.</param>
/// <param name="Proximity">Of words that stand together.</param>
internal readonly record struct RefinedDocument(int Document, double Words, double Topic, double Likeness, double Meaning, double Proximity)
{
    /// <summary>Rounded as Lucene rounds a score, so that what differs by less is equal.</summary>
    public double Score => (float)(Words + Topic + Likeness + Meaning + Proximity);
}

/// <summary>Compares the best documents by words by what goes beyond single words.</summary>
internal sealed class Refiner(IndexParts index, Refinement weights)
{
    /// <summary>Candidates at equal scores keep their order, best by words first.</summary>
    public RefinedDocument[] Refine(string text, QueryPlan plan, BestDocuments candidates, Scale scale)
    {
        if (candidates.Count == 0)
            return [];
        var likeness = new double[candidates.Count];
        var meaning = new double[candidates.Count];
        var documents = new int[candidates.Count];
        for (var i = 0; i < documents.Length; i++)
            documents[i] = candidates.Document(i);
        index.Likeness?.Compare(text, documents, likeness);
        index.Meaning?.Compare(text, documents, meaning);
        var mass = QueryMass(plan);
        var proximity = index.Streams is null || weights.ProximityWeight <= 0 ? null : new Proximity(plan, index, weights.ProximityWeight);
        var refined = new RefinedDocument[candidates.Count];
        for (var i = 0; i < refined.Length; i++)
        {
            refined[i] = new RefinedDocument(
                documents[i],
                scale.ToScore(candidates.Score(i)),
                TopicScore(plan, documents[i]),
                weights.LikenessWeight * mass * likeness[i],
                weights.MeaningWeight * mass * meaning[i],
                proximity?.In(documents[i]) ?? 0);
        }

        return refined;
    }

    /// <summary>The most that a document could get here.</summary>
    public double Maximum(QueryPlan plan)
    {
        var maximum = ((index.Likeness is null ? 0 : weights.LikenessWeight) + (index.Meaning is null ? 0 : weights.MeaningWeight)) * QueryMass(plan);
        if (index.TopicPostings is { } topics)
            maximum += plan.Words.Sum(word => word.Times * TopicWeight(word) * topics.Idf(word.Term));
        return index.Streams is null || weights.ProximityWeight <= 0 ? maximum : maximum + new Proximity(plan, index, weights.ProximityWeight).Maximum;
    }

    public float WordInTopic(PlannedWord word, int document, out string? shown)
    {
        shown = null;
        return index.TopicPostings is null ? 0 : word.Times * WordScore.In(index.TopicPostings, word, TopicWeight(word), index.Topics[document], out shown);
    }

    private double TopicScore(QueryPlan plan, int document)
    {
        var sum = 0.0;
        foreach (var word in plan.Words)
            sum += WordInTopic(word, document, out _);
        return sum;
    }

    /// <summary>The idf of the whole query: what likeness is measured in.</summary>
    private double QueryMass(QueryPlan plan)
    {
        var mass = 0.0;
        foreach (var word in plan.Words)
            mass += word.Times * word.Word.Idf * (word.Asks ? index.Schema.Fields[^1].QuestionWordWeight : 1);
        return mass;
    }

    private double TopicWeight(PlannedWord word) => weights.TopicWeight * (word.Asks ? index.Schema.Fields[^1].QuestionWordWeight : 1);
}
