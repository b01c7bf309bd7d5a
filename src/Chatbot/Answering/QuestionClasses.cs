using Chatbot.Knowledge;

namespace Chatbot.Answering;

/// <summary>
/// What a question can ask for: every fact that an article states, and every kind of thing that no article states. A
/// question's scores are kept in this order.
/// </summary>
internal sealed class QuestionClasses
{
    private const string KindMark = "kind:";

    private readonly Dictionary<string, int> _numbers;

    private QuestionClasses(List<string> names, int facts)
    {
        (Names, Facts) = (names, facts);
        _numbers = names.Select((name, i) => KeyValuePair.Create(name, i)).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Facts first, then kinds.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many of the classes are facts.</summary>
    public int Facts { get; }

    public int Count => Names.Count;

    public static QuestionClasses Of(Library library)
    {
        var facts = library.Articles
            .SelectMany(article => article.Sections).SelectMany(section => section.Passages).SelectMany(passage => passage.Sentences)
            .SelectMany(sentence => sentence.Facts)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var kinds = library.Unanswerable.Select(question => question.Kind).Concat(library.FollowUps.Select(question => question.Kind).OfType<string>()).Select(kind => KindMark + kind).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new QuestionClasses([.. facts, .. kinds], facts.Count);
    }

    /// <summary>The class by this name; negative when there is none.</summary>
    public int Number(string name) => _numbers.GetValueOrDefault(name, -1);

    /// <summary>The kind without its mark: price, hours …</summary>
    public string Kind(int number) => Names[number][KindMark.Length..];

    /// <summary>Those that a text of the knowledge asks for.</summary>
    public IEnumerable<int> Of(AskedText text) => text.Facts.Count > 0 ? text.Facts.Select(Number).Where(number => number >= 0) : [Number(KindMark + text.Kind)];
}

/// <summary>A question of the knowledge: with the facts that answer it, or with the kind of thing that nothing answers.</summary>
internal sealed record AskedText(string Text, IReadOnlyList<string> Facts, string? Kind)
{
    /// <summary>
    /// All questions of a library: the answerable ones, then those that no article answers, then the follow-ups together with what they follow. The
    /// treatment's name is said short (<see cref="TreatmentName"/>), as in what is asked.
    /// </summary>
    public static IReadOnlyList<AskedText> Of(Library library) =>
        [.. library.Questions.Select(question => Of(question.Text, question.Facts, null)),
            .. library.Unanswerable.Select(question => Of(question.Text, [], question.Kind)),
            .. library.FollowUps.Select(question => Of(FollowUp.Together(question.Text, question.Context), question.Facts, question.Kind))];

    private static AskedText Of(string text, IReadOnlyList<string> facts, string? kind) => new(TreatmentName.Shorten(text), facts, kind);
}
