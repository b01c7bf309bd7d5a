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
        var typed = new List<QueryWord>(16);
        var planned = new List<PlannedWord>(16);
        var repeated = new Repetitions();
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
            var asks = _questionWords.Contains(spelled);
            if (rules.Count == 0 && repeated.Find(planned, name, asks) is { } before)
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
                Asks = asks,
                Surface = index.Schema.Spelling is null ? null : term < 0 && meant.Count > 0 ? meant[0].Word.Text : new string(spelled),
                DocumentFrequency = LargestDocumentFrequency(term),
                Idf = _lastField.Idf(term < 0 && meant.Count > 0 ? meant[0].Word.Term : term),
                Synonyms = rules.Count == 0 ? [] : [.. rules.Select(rule => new QuerySynonym(rule.Shown, rule.To, rule.Weight))],
                Corrections = meant.Count == 0 ? [] : [.. meant.Select(m => new QueryCorrection(m.Word.Text, index.Vocabulary[m.Word.Term], m.Weight, m.Edits))],
            };
            typed.Add(word);
            var plan = new PlannedWord { Word = word, Term = term, Variants = VariantsOf(rules, meant) };
            planned.Add(plan);
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

    /// <summary>Finds a word that was planned before. Few are looked through, many are kept by name.</summary>
    private sealed class Repetitions
    {
        private const int Few = 16;

        private Dictionary<(string, bool), PlannedWord>? _byName;
        private int _known;

        public PlannedWord? Find(List<PlannedWord> planned, string name, bool asks)
        {
            if (planned.Count <= Few)
            {
                foreach (var word in planned)
                {
                    if (word.Asks == asks && word.Word.Synonyms.Count == 0 && string.Equals(word.Word.Term, name, StringComparison.Ordinal))
                        return word;
                }

                return null;
            }

            _byName ??= [];
            for (; _known < planned.Count; _known++)
            {
                if (planned[_known].Word.Synonyms.Count == 0)
                    _byName.TryAdd((planned[_known].Word.Term, planned[_known].Asks), planned[_known]);
            }

            return _byName.GetValueOrDefault((name, asks));
        }
    }
}
