namespace Chatbot.Search;

/// <summary>A query as typed and as it is looked up.</summary>
/// <param name="Typed">Every word in order.</param>
/// <param name="Words">Every distinct word in the order of its first place.</param>
internal sealed record QueryPlan(IReadOnlyList<QueryWord> Typed, IReadOnlyList<PlannedWord> Words);

/// <summary>Reads a query: which words it has, and what each may also stand for.</summary>
internal sealed class QueryPlanner(IndexParts index)
{
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _questionWords =
        new HashSet<string>(index.Schema.QuestionWords, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly FieldPostings _lastField = index.Fields[^1];

    public QueryPlan Plan(string text, SearchOptions options)
    {
        var typed = new List<QueryWord>();
        var planned = new List<PlannedWord>();
        var byTerm = new Dictionary<string, PlannedWord>(StringComparer.Ordinal);
        var synonyms = options.UseSynonyms && !index.Schema.Synonyms.IsEmpty ? index.Schema.Synonyms.Matching(EnglishAnalyzer.Instance.Analyze(text)) : null;
        var budget = SpellingCorrector.Budget;
        var tokens = new EnglishTokens(text, stackalloc char[StandardTokenizer.MaxTokenLength]);
        Span<char> surface = stackalloc char[StandardTokenizer.MaxTokenLength];
        while (tokens.MoveNext())
        {
            var range = tokens.Range;
            var term = index.Vocabulary.Find(tokens.Term);
            var spelled = surface[..EnglishTokens.LowerOf(text.AsSpan(range.Start, range.Length), surface)];
            var rules = synonyms?[typed.Count] ?? [];
            var name = term >= 0 ? index.Vocabulary[term] : new string(tokens.Term);
            if (rules.Count == 0 && byTerm.TryGetValue(name, out var before) && before.Asks == _questionWords.Contains(spelled))
            {
                before.Times++;
                typed.Add(before.Word with { Start = range.Start, End = range.End });
                continue;
            }

            var ends = range.End == text.Length;
            IReadOnlyList<Meant> meant = rules.Count == 0 && options.UseSpelling ? MeantBy(text.AsSpan(range.Start, range.Length), term, ends, options.LastWordIsUnfinished, ref budget) : [];
            var word = new QueryWord
            {
                Term = name,
                Start = range.Start,
                End = range.End,
                Asks = _questionWords.Contains(spelled),
                Surface = index.Schema.Spelling is null ? null : term < 0 && meant.Count > 0 ? meant[0].Word.Text : new string(spelled),
                DocumentFrequency = LargestDocumentFrequency(term),
                Idf = _lastField.Idf(_lastField.DocumentFrequency(term < 0 && meant.Count > 0 ? meant[0].Word.Term : term)),
                Synonyms = rules.Count == 0 ? [] : [.. rules.Select(rule => new QuerySynonym(rule.Shown, rule.To, rule.Weight))],
                Corrections = meant.Count == 0 ? [] : [.. meant.Select(m => new QueryCorrection(m.Word.Text, index.Vocabulary[m.Word.Term], m.Weight, m.Edits))],
            };
            typed.Add(word);
            var plan = new PlannedWord { Word = word, Term = term, Variants = VariantsOf(rules, meant) };
            planned.Add(plan);
            if (rules.Count == 0)
                byTerm.TryAdd(name, plan);
        }

        return new QueryPlan(typed, planned);
    }

    private IReadOnlyList<Meant> MeantBy(ReadOnlySpan<char> word, int term, bool textEnds, bool unfinished, ref int budget)
    {
        if (index.Spelling is null || (term >= 0 && !(unfinished && textEnds)))
            return [];
        Span<char> buffer = stackalloc char[StandardTokenizer.MaxTokenLength];
        var surface = new string(buffer[..EnglishTokens.SurfaceOf(word, buffer)]);
        if (textEnds && (unfinished || !index.Spelling.IsEnglish(surface)) && index.Spelling.Complete(surface) is { Count: > 0 } completions)
            return completions;
        return term >= 0 ? [] : index.Spelling.Correct(surface, ref budget);
    }

    private IReadOnlyList<Variant> VariantsOf(IReadOnlyList<SynonymMap.Rule> rules, IReadOnlyList<Meant> meant)
    {
        if (rules.Count == 0 && meant.Count == 0)
            return [];
        return
        [
            .. rules.Select(rule => new Variant([.. rule.To.Select(to => index.Vocabulary.Find(to))], rule.Weight, $"~ {rule.Shown}")),
            .. meant.Select(m => new Variant([m.Word.Term], m.Weight, m.Edits == 0 ? $"completed to {m.Word.Text}" : $"corrected to {m.Word.Text}")),
        ];
    }

    private int LargestDocumentFrequency(int term)
    {
        var largest = 0;
        foreach (var field in index.Fields)
            largest = Math.Max(largest, field.DocumentFrequency(term));
        return largest;
    }
}
