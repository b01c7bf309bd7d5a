namespace Chatbot.Search;

/// <summary>An immutable index of documents with one or more fields. Any number of readers may search it at once, without locks.</summary>
public sealed class SearchIndex
{
    private readonly IndexParts _index;
    private readonly QueryPlanner _planner;
    private readonly Refiner? _refiner;
    private readonly Explainer _explainer;
    private readonly EvidenceScale _evidence;

    internal SearchIndex(IndexParts index)
    {
        _index = index;
        _planner = new QueryPlanner(index);
        _refiner = index.Schema.Refinement is { } weights ? new Refiner(index, weights) : null;
        _explainer = new Explainer(index, _refiner);
        _evidence = new EvidenceScale(index, _refiner);
    }

    public SearchSchema Schema => _index.Schema;

    public int Count => _index.Ids.Length;

    /// <summary>The best documents for a text. An empty text, or one of stop words only, finds nothing.</summary>
    public SearchResults Search(string text, SearchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= SearchOptions.Default;
        ArgumentOutOfRangeException.ThrowIfNegative(options.Top, nameof(options));
        var plan = _planner.Plan(text, options);
        var (ranked, scale) = Rank(text, plan, Math.Min(options.Top, Count));
        var hits = new SearchHit[Math.Min(ranked.Length, options.Top)];
        for (var i = 0; i < hits.Length; i++)
            hits[i] = new SearchHit(_index.Ids[ranked[i].Document], ranked[i].Document, ranked[i].Score, options.Explain ? _explainer.Explain(plan, ranked[i], scale) : null);
        return new SearchResults
        {
            Hits = hits,
            Query = new QueryUnderstanding(plan.Typed),
            Evidence = _evidence.Weigh(plan, ranked),
        };
    }

    private (RefinedDocument[] Ranked, Scale Scale) Rank(string text, QueryPlan plan, int top)
    {
        using var merger = new PostingListMerger();
        var lists = new List<PostingList>(plan.Words.Count * _index.Fields.Length);
        var largest = 0.0;
        for (var field = 0; field < _index.Fields.Length; field++)
        {
            foreach (var word in plan.Words)
            {
                if (merger.ListOf(_index.Fields[field], word, _index.WordWeight(field, word) * word.Times) is not { } list)
                    continue;
                lists.Add(list);
                largest += list.Largest;
            }
        }

        var scale = Scale.For(largest);
        var candidates = DocumentScorer.Find(lists, Count, _refiner is null ? top : Math.Min(Count, Math.Max(top, _index.Schema.Refinement!.Candidates)), scale);
        RefinedDocument[] ranked;
        if (_refiner is not null)
        {
            ranked = _refiner.Refine(text, plan, candidates, scale);
        }
        else
        {
            ranked = new RefinedDocument[candidates.Count];
            for (var i = 0; i < ranked.Length; i++)
                ranked[i] = new RefinedDocument(candidates.Document(i), scale.ToScore(candidates.Score(i)), 0, 0, 0, 0);
        }

        Sort(ranked);
        return (ranked, scale);
    }

    /// <summary>Best first, ties in the order of addition. Insertion, because they mostly are in order already.</summary>
    private static void Sort(RefinedDocument[] ranked)
    {
        for (var i = 1; i < ranked.Length; i++)
        {
            var document = ranked[i];
            var at = i;
            for (; at > 0 && IsBetter(document, ranked[at - 1]); at--)
                ranked[at] = ranked[at - 1];
            ranked[at] = document;
        }
    }

    private static bool IsBetter(in RefinedDocument a, in RefinedDocument b) => a.Score > b.Score || (a.Score == b.Score && a.Document < b.Document);
}
