using System.Text.Json;
using Chatbot.Knowledge;
using Chatbot.Search;

namespace Chatbot.Triage;

/// <summary>
/// Labelled messages of <c>knowledge/triage/examples.jsonl</c>: the classes of the nearest ones, weighted by likeness, say
/// what a message is that no rule knows.
/// </summary>
internal sealed class TriageExamples
{
    private const int Voters = 12;

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
        ["injection"] = TriageClass.Injection,
        ["abuse"] = TriageClass.Abuse,
        ["garbage"] = TriageClass.Empty,
        ["nonenglish"] = TriageClass.NonEnglish,
    };

    private readonly NearestTextIndex _index;
    private readonly TriageClass[] _labels;
    private readonly string[] _languages;

    private TriageExamples(NearestTextIndex index, TriageClass[] labels, string[] languages) => (_index, _labels, _languages) = (index, labels, languages);

    /// <param name="file">Lines {text, class, note}; a note <c>lang=es</c> names the language.</param>
    /// <param name="general">Further questions that everyone may ask.</param>
    public static TriageExamples Load(string file, IEnumerable<string> general)
    {
        var builder = new NearestTextIndexBuilder();
        var labels = new List<TriageClass>();
        var languages = new List<string>();
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            var example = Read(file, number, line);
            if (!Classes.TryGetValue(example.Class, out var label))
                throw new KnowledgeException(file, number, $"The class '{example.Class}' is not known.", $"Use one of {string.Join(", ", Classes.Keys)}.");
            builder.Add(MessageText.Normalise(example.Text), labels.Count);
            labels.Add(label);
            languages.Add(example.Note is { } note && note.StartsWith("lang=", StringComparison.Ordinal) ? note[5..] : "en");
        }

        foreach (var text in general)
        {
            builder.Add(MessageText.Normalise(text), labels.Count);
            labels.Add(TriageClass.General);
            languages.Add("en");
        }

        return new TriageExamples(builder.Build(), [.. labels], [.. languages]);
    }

    /// <summary>The class with the most votes, its share of them, the nearest example's likeness, and that example's language.</summary>
    public (TriageClass Class, double Share, double Nearest, string Language, IReadOnlyDictionary<TriageClass, double> Shares) Judge(string normal)
    {
        var nearest = _index.Nearest(normal, Voters);
        if (nearest.Count == 0)
            return (TriageClass.General, 0, 0, "en", new Dictionary<TriageClass, double>());
        // The cube lets the very like ones decide.
        var votes = nearest.GroupBy(near => _labels[near.Label]).ToDictionary(group => group.Key, group => group.Sum(near => Math.Pow(near.Similarity, 3)));
        var total = votes.Values.Sum();
        var shares = votes.ToDictionary(vote => vote.Key, vote => vote.Value / total);
        var best = shares.MaxBy(share => share.Value);
        return (best.Key, best.Value, nearest[0].Similarity, _languages[nearest[0].Label], shares);
    }

    private static Example Read(string file, int number, string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Example>(line, JsonSerializerOptions.Web) is { Text.Length: > 0, Class.Length: > 0 } example
                ? example
                : throw new KnowledgeException(file, number, "An example needs a text and a class.", """Write {"text":"…","class":"…"}.""");
        }
        catch (JsonException)
        {
            throw new KnowledgeException(file, number, "The line is not one JSON object.", "Compare it with the line above.");
        }
    }

    private sealed record Example
    {
        public string Text { get; init; } = "";

        public string Class { get; init; } = "";

        public string? Note { get; init; }
    }
}
