using System.Text.RegularExpressions;
using Chatbot.Knowledge;

namespace Chatbot.Triage;

/// <summary>One rule of <c>knowledge/triage/rules.yaml</c>. Rules are tried in the order of the file; the first that fires decides.</summary>
internal sealed record TriageRule
{
    private static readonly Dictionary<string, TriageClass> Classes = new(StringComparer.Ordinal)
    {
        ["crisis"] = TriageClass.Crisis,
        ["emergency"] = TriageClass.Emergency,
        ["clinical"] = TriageClass.Clinical,
        ["suicide_topic"] = TriageClass.SuicideTopic,
        ["small_talk"] = TriageClass.SmallTalk,
        ["off_topic"] = TriageClass.OffTopic,
        ["abuse"] = TriageClass.Abuse,
        ["injection"] = TriageClass.Injection,
        ["non_english"] = TriageClass.NonEnglish,
    };

    public required TriageVerdict Verdict { get; init; }

    public required IReadOnlyList<Regex> Any { get; init; }

    /// <summary>Idioms: taken out of the message before <see cref="Any"/> is tried.</summary>
    public required IReadOnlyList<Regex> Unless { get; init; }

    public bool Fires(string normal)
    {
        foreach (var idiom in Unless)
            normal = idiom.Replace(normal, " ");
        return Any.Any(pattern => pattern.IsMatch(normal));
    }

    /// <summary>Reads the rules. A fault names file, line and fix.</summary>
    public static IReadOnlyList<TriageRule> Load(string file)
    {
        var lines = File.Exists(file) ? File.ReadAllLines(file) : [];
        return [.. Yaml.Read(Yaml.Snake, file, new List<RuleFile>()).Select(written => Build(written, file, lines))];
    }

    private static TriageRule Build(RuleFile written, string file, string[] lines)
    {
        var id = written.Id ?? throw new KnowledgeException(file, 1, "A rule has no id.", "Add 'id: class.name'.");
        var line = Array.FindIndex(lines, text => text.Contains($"id: {id}", StringComparison.Ordinal)) + 1;
        if (!Classes.TryGetValue(written.Class ?? "", out var triageClass))
            throw new KnowledgeException(file, line, $"The rule '{id}' has the class '{written.Class}'.", $"Use one of {string.Join(", ", Classes.Keys)}.");
        if (written.Any is not { Count: > 0 })
            throw new KnowledgeException(file, line, $"The rule '{id}' has no pattern.", "Add 'any: [pattern]'.");
        return new TriageRule
        {
            Verdict = new TriageVerdict
            {
                Class = triageClass,
                RuleId = id,
                AboutAnother = written.AboutAnother,
                Variant = written.Variant,
                Language = written.Language ?? "en",
            },
            Any = [.. written.Any.Select(Pattern)],
            Unless = [.. (written.Unless ?? []).Select(Pattern)],
        };

        Regex Pattern(string pattern)
        {
            try
            {
                // NonBacktracking: time is linear in the message, whatever a visitor or an editor writes.
                return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            }
            catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
            {
                throw new KnowledgeException(file, line, $"The rule '{id}' has a pattern that is not readable: {fault.Message}", "Mend the pattern; look-arounds and back-references are not allowed.");
            }
        }
    }

    private sealed record RuleFile
    {
        public string? Id { get; init; }

        public string? Class { get; init; }

        public string? Variant { get; init; }

        public string? Language { get; init; }

        public bool AboutAnother { get; init; }

        public List<string>? Any { get; init; }

        public List<string>? Unless { get; init; }
    }
}
