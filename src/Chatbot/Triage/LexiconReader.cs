using Chatbot.Knowledge;

namespace Chatbot.Triage;

/// <summary>Reads <c>knowledge/triage/*.yaml</c> into a <see cref="TriageLexicon"/>. Every fault names file, line and fix.</summary>
internal sealed class LexiconReader(string folder)
{
    private const string ConceptsName = "concepts.yaml";
    private const string SpellingName = "spelling.yaml";

    private static readonly Dictionary<string, TriageClass> Classes = new(StringComparer.Ordinal)
    {
        ["crisis"] = TriageClass.Crisis,
        ["emergency"] = TriageClass.Emergency,
        ["clinical"] = TriageClass.Clinical,
        ["suicide_topic"] = TriageClass.SuicideTopic,
        ["general"] = TriageClass.General,
        ["small_talk"] = TriageClass.SmallTalk,
        ["off_topic"] = TriageClass.OffTopic,
        ["abuse"] = TriageClass.Abuse,
        ["injection"] = TriageClass.Injection,
        ["non_english"] = TriageClass.NonEnglish,
        ["empty"] = TriageClass.Empty,
    };

    private readonly ConceptTree _tree = new();
    private readonly Dictionary<string, int> _concepts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _brackets = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private Dictionary<string, List<string>> _named = new(StringComparer.Ordinal);
    private Spelling _plain = Spelling.Plain;

    public TriageLexicon Read()
    {
        var spelling = Open<SpellingFile>(SpellingName);
        var written = spelling.Written ?? [];
        _plain = new Spelling(written, [], []);
        var conceptsFile = Path.Combine(folder, ConceptsName);
        _named = Open<ConceptFile>(ConceptsName).Concepts ?? throw new KnowledgeException(conceptsFile, 1, "There are no concepts.", "Add 'concepts:' with names and words.");
        foreach (var name in _named.Keys)
            Guard(conceptsFile, $"{name}:", () => Concept("{" + name + "}"));

        var rules = new List<TriageRule>();
        var idioms = new List<WordPattern>();
        var harmless = new List<(string, string)>();
        var languages = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(file) is ConceptsName or SpellingName)
                continue;
            var content = Open<RuleFile>(Path.GetFileName(file));
            rules.AddRange((content.Rules ?? []).Select(rule => Build(rule, file)));
            foreach (var idiom in content.Idioms ?? [])
            {
                var id = idiom.Id ?? throw new KnowledgeException(file, 1, "An idiom has no id.", "Add 'id: idiom.name'.");
                idioms.AddRange(Patterns(idiom.Says, file));
                harmless.AddRange((idiom.Silent ?? []).Select(text => (id, text)));
            }

            foreach (var (language, words) in content.CommonWords ?? [])
                languages.Add(language, Union($"common words of {language}", words));
        }

        if (rules.GroupBy(rule => rule.Verdict.RuleId, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new KnowledgeException(twice.Last().Source, 1, $"The rule '{twice.Key}' is there twice.", "Give one of them another id.");
        return new TriageLexicon(_tree, new Spelling(written, spelling.Vital ?? [], _known), rules, idioms, harmless, languages, _concepts);
    }

    private TriageRule Build(WrittenRule written, string file)
    {
        var id = written.Id ?? throw new KnowledgeException(file, 1, "A rule has no id.", "Add 'id: class.name'.");
        var line = LineOf(file, $"id: {id}");
        if (!Classes.TryGetValue(written.Class ?? "", out var triageClass))
            throw new KnowledgeException(file, line, $"The rule '{id}' has the class '{written.Class}'.", $"Use one of {string.Join(", ", Classes.Keys)}.");
        return new TriageRule
        {
            Verdict = new TriageVerdict
            {
                Class = triageClass,
                RuleId = id,
                Variant = written.Variant,
                Language = written.Language ?? "en",
                AboutAnother = written.AboutAnother,
                HelpLine = written.HelpLine || triageClass == TriageClass.SuicideTopic,
            },
            When = written.When is { Count: > 0 } ? Patterns(written.When, file) : throw new KnowledgeException(file, line, $"The rule '{id}' never fires.", "Add 'when: [pattern]'."),
            Unless = Patterns(written.Unless, file),
            Fires = written.Fires ?? [],
            Silent = written.Silent ?? [],
            Source = $"{file}:{line}",
        };
    }

    private List<WordPattern> Patterns(List<string>? written, string file) =>
        [.. (written ?? []).Select(pattern => Guard(file, pattern, () => WordPattern.Parse(pattern, Concept)))];

    /// <summary>The number of <c>{name}</c>, of a bracket's alternatives, or of a single word.</summary>
    private int Concept(string written)
    {
        if (written.StartsWith('{') && written.EndsWith('}'))
        {
            var name = written[1..^1];
            if (_concepts.TryGetValue(name, out var known))
                return known;
            if (!_named.TryGetValue(name, out var words))
                throw new FormatException($"There is no concept '{name}'.");
            var concept = _concepts[name] = _tree.NewConcept();
            Fill(concept, words, depth: 0);
            return concept;
        }

        var alternatives = written.StartsWith('(') && written.EndsWith(')') ? written[1..^1].Split('|') : [written];
        return Union(written, alternatives);
    }

    private int Union(string key, IReadOnlyList<string> alternatives)
    {
        if (_brackets.TryGetValue(key, out var known))
            return known;
        var concept = _brackets[key] = _tree.NewConcept();
        Fill(concept, alternatives, depth: 0);
        return concept;
    }

    private void Fill(int concept, IReadOnlyList<string> words, int depth)
    {
        if (depth > 5)
            throw new FormatException("Concepts name each other in a circle.");
        foreach (var word in words)
        {
            if (word.StartsWith('{') && word.EndsWith('}'))
            {
                if (!_named.TryGetValue(word[1..^1], out var others))
                    throw new FormatException($"There is no concept '{word[1..^1]}'.");
                Fill(concept, others, depth + 1);
                continue;
            }

            if (word.EndsWith('*'))
            {
                _tree.AddPrefix(concept, word[..^1]);
                continue;
            }

            var phrase = MessageText.Read(word, _plain);
            if (phrase.Count == 0)
                throw new FormatException($"'{word}' has no word in it.");
            _known.UnionWith(phrase);
            _tree.Add(concept, phrase);
        }
    }

    private T Open<T>(string name)
        where T : TriageFile, new()
    {
        var file = Path.Combine(folder, name);
        var content = Yaml.Read(Yaml.Snake, file, new T());
        if (content.Owner is null || content.Reviewed is null || content.ReviewBy is null)
            throw new KnowledgeException(file, 1, "The file does not say who owns it and when it was reviewed.", "Begin it with 'owner:', 'reviewed:' and 'review_by:'.");
        if (!IsDate(content.Reviewed, out var reviewed) || !IsDate(content.ReviewBy, out var reviewBy) || reviewBy <= reviewed)
            throw new KnowledgeException(file, LineOf(file, "review_by"), $"The dates '{content.Reviewed}' and '{content.ReviewBy}' are no review and a later one to come.", "Write both as 2026-11-25, the later one below.");
        return content;
    }

    private static bool IsDate(string written, out DateOnly date) =>
        DateOnly.TryParseExact(written, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out date);

    private static T Guard<T>(string file, string near, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException fault)
        {
            throw new KnowledgeException(file, LineOf(file, near), fault.Message, "Mend the pattern or the words of this entry.");
        }
    }

    private static int LineOf(string file, string text) =>
        Math.Max(0, Array.FindIndex(File.ReadAllLines(file), line => line.Contains(text, StringComparison.Ordinal))) + 1;
}
