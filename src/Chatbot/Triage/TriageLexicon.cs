using Chatbot.Knowledge;

namespace Chatbot.Triage;

/// <summary>
/// The words and rules of <c>knowledge/triage/*.yaml</c>: concepts, spelling, idioms, and rules that combine concepts.
/// Immutable once loaded.
/// </summary>
internal sealed class TriageLexicon
{
    private readonly ConceptTree _tree;
    private readonly IReadOnlyList<WordPattern> _idioms;
    private readonly string[] _names;
    private readonly IReadOnlyDictionary<string, int> _languages;

    internal TriageLexicon(ConceptTree tree, Spelling spelling, IReadOnlyList<TriageRule> rules, IReadOnlyList<WordPattern> idioms, IReadOnlyList<(string Id, string Text)> harmless, IReadOnlyDictionary<string, int> languages, IReadOnlyDictionary<string, int> concepts)
    {
        (_tree, _idioms, _languages) = (tree, idioms, languages);
        Spelling = spelling;
        // Careful classes first, whatever file a rule stands in; within a class the order of the files.
        Rules = [.. rules.OrderBy(rule => rule.Verdict.Class)];
        Harmless = harmless;
        Concepts = concepts;
        _names = [.. concepts.Keys.Order(StringComparer.Ordinal)];
    }

    public Spelling Spelling { get; }

    public IReadOnlyList<TriageRule> Rules { get; }

    /// <summary>Messages with idioms, none of them urgent; a test tries them.</summary>
    public IReadOnlyList<(string Id, string Text)> Harmless { get; }

    public IReadOnlyDictionary<string, int> Concepts { get; }

    /// <summary>Reads the folder. Throws <see cref="KnowledgeException"/> with file, line and fix.</summary>
    public static TriageLexicon Load(string folder) => new LexiconReader(folder).Read();

    /// <summary>The words of a message, its concepts found and its idioms masked.</summary>
    public ConceptSpans Read(string text)
    {
        var spans = _tree.Find(MessageText.Read(text, Spelling));
        foreach (var idiom in _idioms)
            idiom.Mask(spans);
        return spans;
    }

    /// <summary>True when a concept stands in the message, outside idioms unless asked otherwise.</summary>
    public bool Has(ConceptSpans spans, string concept, bool masked = true) =>
        Concepts.TryGetValue(concept, out var id) && spans.Of(id).Any(span => !(masked && spans.Masked(span.Start, span.End)));

    /// <summary>True when the message says something about somebody, beside asking: "I have", "my", "she takes", but not "do I have to".</summary>
    public bool SaysOfPerson(ConceptSpans spans)
    {
        if (!Concepts.TryGetValue("says_of_person", out var says) || !Concepts.TryGetValue("asks_with_i", out var asks))
            return true;
        return spans.Of(says).Any(said => !spans.Of(asks).Any(asked => asked.End == said.Start + 1));
    }

    /// <summary>The message as the model reads it.</summary>
    public ModelText ModelText(ConceptSpans spans) => new(spans.Words, [.. _names.Where(name => Has(spans, name))]);

    /// <summary>A part of the message as the model reads it.</summary>
    public ModelText ModelText(ConceptSpans spans, int start, int end) =>
        new([.. spans.Words.Skip(start).Take(end - start)], [.. _names.Where(name => spans.Of(Concepts[name]).Any(span => span.Start >= start && span.End <= end && !spans.Masked(span.Start, span.End)))]);

    /// <summary>The language with the most common words in the message, and how many; <c>en</c> when English has as many.</summary>
    public (string Language, int Words) Language(ConceptSpans spans)
    {
        var best = ("en", _languages.TryGetValue("en", out var english) ? spans.Of(english).Count : 0);
        foreach (var (language, concept) in _languages.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var count = spans.Of(concept).Count;
            if (count > best.Item2)
                best = (language, count);
        }

        return best;
    }
}
