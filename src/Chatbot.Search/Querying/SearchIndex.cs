using System.Buffers;

namespace Chatbot.Search;

/// <summary>An immutable index of documents with one or more fields. Any number of readers may search it at once, without locks.</summary>
public sealed class SearchIndex
{
    private readonly string[] _ids;
    private readonly FieldPostings[] _fields;

    internal SearchIndex(SearchSchema schema, string[] ids, FieldPostings[] fields) => (Schema, _ids, _fields) = (schema, ids, fields);

    public SearchSchema Schema { get; }

    public int Count => _ids.Length;

    /// <summary>The best documents for a text. An empty text, or one of stop words only, finds nothing.</summary>
    public SearchResults Search(string text, SearchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= SearchOptions.Default;
        var words = Understand(text, options.UseSynonyms);
        var scores = ArrayPool<float>.Shared.Rent(Count);
        try
        {
            Array.Clear(scores, 0, Count);
            for (var field = 0; field < _fields.Length; field++)
            {
                foreach (var word in words)
                    AddWord(field, word, scores);
            }

            var best = Best(scores, options.Top);
            var hits = best.Select(document => new SearchHit(_ids[document], document, scores[document], options.Explain ? Explain(words, document) : null)).ToList();
            return new SearchResults
            {
                Hits = hits,
                Query = new QueryUnderstanding(words),
                Evidence = Weigh(words, hits),
            };
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scores);
        }
    }

    private List<QueryWord> Understand(string text, bool useSynonyms)
    {
        var tokens = EnglishAnalyzer.Instance.Analyze(text);
        var words = new List<QueryWord>(tokens.Count);
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            var frequency = _fields.Max(field => field.DocumentFrequency(token.Term));
            words.Add(new QueryWord
            {
                Term = token.Term,
                Start = token.Start,
                End = token.End,
                Asks = Schema.QuestionWords.Contains(text[token.Start..token.End].ToLowerInvariant()),
                DocumentFrequency = frequency,
                Idf = _fields[^1].Idf(_fields[^1].DocumentFrequency(token.Term)),
                Synonyms = useSynonyms ? [.. Schema.Synonyms.Matching(tokens, i).Select(rule => new QuerySynonym(rule.Shown, rule.To, rule.Weight))] : [],
            });
        }

        return words;
    }

    /// <summary>Adds a word's share in one field: in each document its best variant counts, so that synonyms do not add up.</summary>
    private void AddWord(int field, QueryWord word, float[] scores)
    {
        var weight = WordWeight(field, word);
        if (word.Synonyms.Count == 0)
        {
            _fields[field].Score(word.Term, weight, (document, score) => scores[document] += score);
            return;
        }

        var best = new Dictionary<int, float>();
        _fields[field].Score(word.Term, weight, (document, score) => best[document] = score);
        foreach (var synonym in word.Synonyms)
        {
            var variant = new Dictionary<int, float>();
            foreach (var term in synonym.Terms)
                _fields[field].Score(term, weight * synonym.Weight / synonym.Terms.Count, (document, score) => variant[document] = variant.GetValueOrDefault(document) + score);
            foreach (var (document, score) in variant)
                best[document] = Math.Max(best.GetValueOrDefault(document), score);
        }

        foreach (var (document, score) in best)
            scores[document] += score;
    }

    private double WordWeight(int field, QueryWord word) =>
        Schema.Fields[field].Weight * (word.Asks ? Schema.Fields[field].QuestionWordWeight : 1);

    /// <summary>The documents with a score, best first, ties in the order of their addition.</summary>
    private List<int> Best(float[] scores, int top)
    {
        var queue = new PriorityQueue<int, (float Score, int Late)>();
        for (var document = 0; document < Count; document++)
        {
            if (scores[document] <= 0)
                continue;
            if (queue.Count < top)
                queue.Enqueue(document, (scores[document], -document));
            else
                queue.EnqueueDequeue(document, (scores[document], -document));
        }

        var best = new List<int>(queue.Count);
        while (queue.TryDequeue(out var document, out _))
            best.Add(document);
        best.Reverse();
        return best;
    }

    private Explanation Explain(List<QueryWord> words, int document)
    {
        var parts = new List<Explanation>();
        for (var field = 0; field < _fields.Length; field++)
        {
            var ofField = words.Select(word => ExplainWord(field, word, document)).OfType<Explanation>().ToList();
            if (ofField.Count > 0)
                parts.Add(new Explanation(ofField.Sum(part => part.Value), $"field '{Schema.Fields[field].Name}', weight {Schema.Fields[field].Weight:0.##}", ofField));
        }

        return new Explanation(parts.Sum(part => part.Value), _ids[document], parts);
    }

    private Explanation? ExplainWord(int field, QueryWord word, int document)
    {
        var weight = WordWeight(field, word);
        var best = new Explanation(_fields[field].ScoreOf(word.Term, weight, document), word.Asks ? $"{word.Term} (asks)" : word.Term, []);
        foreach (var synonym in word.Synonyms)
        {
            var score = synonym.Terms.Sum(term => _fields[field].ScoreOf(term, weight * synonym.Weight / synonym.Terms.Count, document));
            if (score > best.Value)
                best = new Explanation(score, $"{word.Term} ~ {synonym.Shown} x{synonym.Weight:0.##}", []);
        }

        return best.Value > 0 ? best : null;
    }

    private Evidence Weigh(List<QueryWord> words, List<SearchHit> hits)
    {
        var maximum = 0.0;
        for (var field = 0; field < _fields.Length; field++)
        {
            foreach (var word in words)
                maximum += WordWeight(field, word) * _fields[field].Idf(_fields[field].DocumentFrequency(word.Term));
        }

        var naming = words.Where(word => !word.Asks).ToList();
        var mass = naming.Sum(word => word.Idf);
        var covered = hits.Count == 0 ? 0 : naming.Where(word => Enumerable.Range(0, _fields.Length).Any(field => ExplainWord(field, word, hits[0].Ordinal) is not null)).Sum(word => word.Idf);
        return new Evidence
        {
            TopScore = hits.Count > 0 ? hits[0].Score : 0,
            MaximumScore = maximum,
            RareWordCoverage = mass > 0 ? covered / mass : 0,
            Margin = hits.Count > 1 ? (hits[0].Score - hits[1].Score) / hits[0].Score : hits.Count,
        };
    }
}
