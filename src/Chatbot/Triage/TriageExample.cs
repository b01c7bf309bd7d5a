using System.Text.Json;
using Chatbot.Knowledge;

namespace Chatbot.Triage;

/// <summary>A message whose class is known, to train with.</summary>
internal sealed record TriageExample(string Text, TriageClass Class, float Weight)
{
    /// <summary>
    /// What all questions that anyone may ask weigh together, beside the labelled messages, but none more than one of those. They are many and grow in number:
    /// weighed one by one they would outweigh the other classes.
    /// </summary>
    private const float QuestionShare = 0.6f;

    /// <summary>The text of the long message that this is a part of; null for a whole one.</summary>
    public string? PartOf { get; init; }

    /// <summary>
    /// A part of a long harmless message is harmless, and is judged alone in use (<see cref="MessageWindows"/>). Without these examples
    /// half of all long stories met a panel. Which part of an urgent message is the urgent one, nobody has marked.
    /// </summary>
    private const float PartWeight = 0.5f;

    /// <summary>Messages that are missed cost more than panels that were not needed.</summary>
    public float TrainingWeight => Weight * Class switch { TriageClass.Crisis => 2.5f, TriageClass.Emergency => 3.5f, TriageClass.Clinical => 2f, _ => 1f };

    private static readonly Dictionary<string, TriageClass> Classes = new(StringComparer.Ordinal)
    {
        ["crisis"] = TriageClass.Crisis,
        ["emergency"] = TriageClass.Emergency,
        ["clinical_personal"] = TriageClass.Clinical,
        ["general_suicide_topic"] = TriageClass.SuicideTopic,
        ["general"] = TriageClass.General,
        ["general_uncovered"] = TriageClass.General,
        ["logistics"] = TriageClass.General,
        ["cost"] = TriageClass.General,
        ["chitchat"] = TriageClass.SmallTalk,
        ["offtopic"] = TriageClass.OffTopic,
        ["abuse"] = TriageClass.Abuse,
        ["injection"] = TriageClass.Injection,
        ["nonenglish"] = TriageClass.NonEnglish,
        ["garbage"] = TriageClass.Empty,
    };

    /// <summary>
    /// The labelled messages of <c>triage/training/*.jsonl</c>, as general ones the questions of <c>questions/*.jsonl</c>, and
    /// what the lexicon's own rules and idioms say that they catch and do not catch.
    /// </summary>
    public static IReadOnlyList<TriageExample> Load(string knowledgeFolder, TriageLexicon lexicon)
    {
        var examples = new List<TriageExample>();
        examples.AddRange(lexicon.Rules.SelectMany(rule => rule.Fires.Select(text => new TriageExample(text, rule.Verdict.Class, 1))));
        // What an urgent rule must not catch is harmless; of other rules' silent messages only the rule knows what they are.
        examples.AddRange(lexicon.Rules.Where(rule => rule.Verdict.Urgent).SelectMany(rule => rule.Silent.Select(text => new TriageExample(text, TriageClass.General, 1))));
        examples.AddRange(lexicon.Harmless.Select(idiom => new TriageExample(idiom.Text, TriageClass.General, 1)));
        foreach (var file in Files(Path.Combine(knowledgeFolder, "triage", "training")))
            examples.AddRange(Lines(file).Select(line => new TriageExample(line.Text, ClassOf(line.Class, file, line.Number), 1)));
        var questions = Files(Path.Combine(knowledgeFolder, "questions")).SelectMany(Lines).Where(line => line.IsQuestion).ToList();
        var weight = Math.Min(1, QuestionShare * examples.Count / Math.Max(1, questions.Count));
        examples.AddRange(questions.Select(line => new TriageExample(line.Text, TriageClass.General, weight)));
        examples.AddRange(examples.Where(example => example.Class > TriageClass.Clinical).SelectMany(example => Parts(example, lexicon)).ToList());
        return examples;
    }

    /// <summary>The class of a label as written in training and measuring files.</summary>
    public static TriageClass ClassOf(string? label, string file, int line) =>
        Classes.TryGetValue(label ?? "", out var known) ? known : throw new KnowledgeException(file, line, $"The class '{label}' is not known.", $"Use one of {string.Join(", ", Classes.Keys)}.");

    private static IEnumerable<TriageExample> Parts(TriageExample example, TriageLexicon lexicon)
    {
        var words = lexicon.Read(example.Text).Words;
        return MessageWindows.Of(words).Select(part => example with { Text = string.Join(' ', words.Skip(part.Start).Take(part.End - part.Start)), Weight = example.Weight * PartWeight, PartOf = example.Text });
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal) : [];

    private static IEnumerable<(int Number, string Text, string? Class, bool IsQuestion)> Lines(string file)
    {
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (line.Length > 0)
                yield return Read(file, number, line);
        }
    }

    private static (int Number, string Text, string? Class, bool IsQuestion) Read(string file, int number, string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var text = json.RootElement.GetProperty("text").GetString();
            return (number, text ?? "", TextOf(json, "class"), IsForAnyone(json.RootElement));
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new KnowledgeException(file, number, "The line is not one JSON object with a text.", """Write {"text":"…","class":"…"}.""");
        }
    }

    /// <summary>
    /// A question that the articles answer and that stands by itself. Those that nothing answers are too often about the
    /// visitor's own circumstances (as general examples they cost six points of clinical hand-offs), and "and after that?" says
    /// nothing alone.
    /// </summary>
    private static bool IsForAnyone(JsonElement line) =>
        line.TryGetProperty("facts", out _) && !line.TryGetProperty("context", out _);

    private static string? TextOf(JsonDocument json, string name) => json.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
}
