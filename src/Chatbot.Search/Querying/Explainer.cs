namespace Chatbot.Search;

/// <summary>Takes a hit's score apart again: fields and their words, then what the refinement added.</summary>
internal sealed class Explainer(IndexParts index, Refiner? refiner)
{
    public Explanation Explain(QueryPlan plan, RefinedDocument hit, Scale scale)
    {
        var parts = new List<Explanation>();
        for (var field = 0; field < index.Fields.Length; field++)
        {
            var ofField = new List<Explanation>();
            foreach (var word in plan.Words)
            {
                var score = WordScore.In(index.Fields[field], word, index.WordWeight(field, word), hit.Document, out var shown);
                Add(ofField, scale.ToScore(scale.ToUnits(score)) * word.Times, word, shown);
            }

            AddGroup(parts, $"field '{index.Schema.Fields[field].Name}', weight {index.Schema.Fields[field].Weight:0.##}", ofField);
        }

        if (hit.Topic > 0)
        {
            var ofTopic = new List<Explanation>();
            foreach (var word in plan.Words)
                Add(ofTopic, refiner!.WordInTopic(word, hit.Document, out var shown), word, shown);
            AddGroup(parts, $"topic, weight {index.Schema.Refinement!.TopicWeight:0.##}", ofTopic);
        }

        if (hit.Likeness > 0)
            parts.Add(new Explanation(hit.Likeness, $"likeness to '{index.Schema.Fields[0].Name}', weight {index.Schema.Refinement!.LikenessWeight:0.##}", []));
        if (hit.Meaning > 0)
            parts.Add(new Explanation(hit.Meaning, $"nearness in meaning to '{index.Schema.Fields[0].Name}', weight {index.Schema.Refinement!.MeaningWeight:0.##}", []));
        if (hit.Proximity > 0)
            parts.Add(new Explanation(hit.Proximity, $"words that stand together, weight {index.Schema.Refinement!.ProximityWeight:0.##}", []));
        return new Explanation(parts.Sum(part => part.Value), index.Ids[hit.Document], parts);
    }

    private static void Add(List<Explanation> parts, double value, PlannedWord word, string? shown)
    {
        if (value > 0)
            parts.Add(new Explanation(value, $"{word.Word.Term}{(word.Asks ? " (asks)" : "")}{(shown is null ? "" : $" {shown}")}{(word.Times > 1 ? $", {word.Times} times" : "")}", []));
    }

    private static void AddGroup(List<Explanation> parts, string name, List<Explanation> group)
    {
        if (group.Count > 0)
            parts.Add(new Explanation(group.Sum(part => part.Value), name, group));
    }
}
