using System.Runtime.CompilerServices;

namespace Chatbot.Search;

/// <summary>A query as typed and as it is looked up.</summary>
/// <param name="Typed">Every word in order.</param>
/// <param name="Words">Every distinct word in the order of its first place.</param>
internal sealed record QueryPlan(List<QueryWord> Typed, List<PlannedWord> Words);

/// <summary>Reads a query: which words it has, and what each may also stand for.</summary>
internal sealed class QueryPlanner(IndexParts index)
{
    private const int TypicalWords = 12;

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _questionWords =
        new HashSet<string>(index.Schema.QuestionWords, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly FieldPostings _lastField = index.Fields[^1];

    [SkipLocalsInit]
    public QueryPlan Plan(string text, SearchOptions options)
    {
        var plan = new QueryPlan(new List<QueryWord>(TypicalWords), new List<PlannedWord>(TypicalWords));
        var repeated = new Repetitions();
        var synonyms = options.UseSynonyms && !index.Schema.Synonyms.IsEmpty ? index.Schema.Synonyms.Matching(EnglishAnalyzer.Instance.Analyze(text)) : null;
        var budget = SpellingCorrector.Budget;
        Span<char> buffer = stackalloc char[StandardTokenizer.MaxTokenLength];
        foreach (var range in StandardTokenizer.Split(text))
        {
            var spelled = text.AsSpan(range.Start, range.Length);
            if (!TryRead(spelled, buffer, out var name, out var term, out var asks))
                continue;
            var rules = synonyms?[plan.Typed.Count] ?? [];
            if (rules.Count == 0 && repeated.Find(plan.Words, term, name, asks) is { } before)
            {
                before.Times++;
                plan.Typed.Add(before.Word with { Start = range.Start, End = range.End });
                continue;
            }

            var meant = index.Spelling is not { } spelling || !options.UseSpelling || rules.Count > 0
                ? []
                : MeantBy(spelling, spelled, term, range.End == text.Length, options.LastWordIsUnfinished, ref budget);
            var word = new QueryWord
            {
                Term = name,
                Start = range.Start,
                End = range.End,
                Asks = asks,
                Surface = index.Schema.Spelling is null ? null : term < 0 && meant.Count > 0 ? meant[0].Word.Text : new string(buffer[..EnglishTokens.SurfaceOf(spelled, buffer)]),
                DocumentFrequency = LargestDocumentFrequency(term),
                Idf = _lastField.Idf(term < 0 && meant.Count > 0 ? meant[0].Word.Term : term),
                Synonyms = rules.Count == 0 ? [] : [.. rules.Select(rule => new QuerySynonym(rule.Shown, rule.To, rule.Weight))],
                Corrections = meant.Count == 0 ? [] : [.. meant.Select(m => new QueryCorrection(m.Word.Text, index.Vocabulary[m.Word.Term], m.Weight, m.Edits))],
            };
            plan.Typed.Add(word);
            plan.Words.Add(new PlannedWord { Word = word, Term = term, Asks = asks, Variants = VariantsOf(rules, meant) });
        }

        return plan;
    }

    /// <summary>What is looked up for a word as it is spelled; false for a stop word.</summary>
    private bool TryRead(ReadOnlySpan<char> spelled, Span<char> buffer, out string name, out int term, out bool asks)
    {
        name = "";
        if (index.Spellings.TryGet(spelled, out var known))
        {
            (term, asks) = (known.Term, known.Asks);
            if (term >= 0)
                name = index.Vocabulary[term];
            return term >= 0;
        }

        asks = _questionWords.Contains(buffer[..EnglishTokens.LowerOf(spelled, buffer)]);
        var length = EnglishTokens.TermOf(spelled, buffer);
        term = index.Vocabulary.Find(buffer[..length]);
        if (length > 0)
            name = term >= 0 ? index.Vocabulary[term] : new string(buffer[..length]);
        return length > 0;
    }

    private static IReadOnlyList<Meant> MeantBy(SpellingCorrector spelling, ReadOnlySpan<char> word, int term, bool textEnds, bool unfinished, ref int budget)
    {
        if (term >= 0 && !(unfinished && textEnds))
            return [];
        Span<char> buffer = stackalloc char[StandardTokenizer.MaxTokenLength];
        var surface = new string(buffer[..EnglishTokens.SurfaceOf(word, buffer)]);
        if (textEnds && (unfinished || !spelling.IsEnglish(surface)) && spelling.Complete(surface) is { Count: > 0 } completions)
            return completions;
        return term >= 0 ? [] : spelling.Correct(surface, ref budget);
    }

    private Variant[] VariantsOf(IReadOnlyList<SynonymMap.Rule> rules, IReadOnlyList<Meant> meant)
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

        public PlannedWord? Find(List<PlannedWord> planned, int term, string name, bool asks)
        {
            if (planned.Count <= Few)
            {
                foreach (var word in planned)
                {
                    if (word.Term == term && word.Asks == asks && (term >= 0 || string.Equals(word.Word.Term, name, StringComparison.Ordinal)) && word.Word.Synonyms.Count == 0)
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
