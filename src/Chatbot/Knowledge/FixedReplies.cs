using System.Text.RegularExpressions;

namespace Chatbot.Knowledge;

/// <summary>
/// The bot's fixed words, from <c>knowledge/replies/*.md</c>. In each file a heading <c>## some.id</c> names the words
/// below it, up to the next heading. <c>{name}</c> is a placeholder.
/// </summary>
internal sealed partial class FixedReplies
{
    private readonly Dictionary<string, string> _words;

    private FixedReplies(Dictionary<string, string> words) => _words = words;

    public IReadOnlyDictionary<string, string> All => _words;

    /// <summary>Reads every <c>*.md</c> of the folder. Throws <see cref="KnowledgeException"/> for a repeated id or empty words.</summary>
    public static FixedReplies Load(string folder)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Directory.Exists(folder))
            throw new KnowledgeException(folder, 1, "The folder of fixed words is missing.", "Restore knowledge/replies.");
        foreach (var file in Directory.EnumerateFiles(folder, "*.md").Order(StringComparer.Ordinal))
            ReadFile(file, words);
        return new FixedReplies(words);
    }

    /// <summary>True when there are words by this id.</summary>
    public bool Has(string id) => _words.ContainsKey(id);

    /// <summary>The words with their placeholders filled. A placeholder without a value is a fault in the code or the file.</summary>
    public string Say(string id, params ReadOnlySpan<(string Name, string Value)> values)
    {
        if (!_words.TryGetValue(id, out var text))
            throw new KnowledgeException("knowledge/replies", 1, $"There are no words by the id '{id}'.", $"Add a heading '## {id}' with the words below it.");
        foreach (var (name, value) in values)
            text = text.Replace("{" + name + "}", value, StringComparison.Ordinal);
        return text;
    }

    private static void ReadFile(string file, Dictionary<string, string> words)
    {
        var lines = File.ReadAllLines(file);
        string? id = null;
        var start = 0;
        for (var i = 0; i <= lines.Length; i++)
        {
            var heading = i < lines.Length ? HeadingPattern().Match(lines[i]) : null;
            if (heading is { Success: false })
                continue;
            if (id is not null)
                Add(file, start, id, string.Join('\n', lines[start..i]).Trim(), words);
            if (heading is not null)
            {
                id = heading.Groups["id"].Value;
                start = i + 1;
            }
        }
    }

    private static void Add(string file, int line, string id, string text, Dictionary<string, string> words)
    {
        if (text.Length == 0)
            throw new KnowledgeException(file, line, $"The heading '{id}' has no words below it.", "Write them, or remove the heading.");
        if (!words.TryAdd(id, text))
            throw new KnowledgeException(file, line, $"The id '{id}' is there twice.", "Keep one of the two.");
    }

    [GeneratedRegex(@"^## (?<id>[a-z0-9.\-]+)\s*$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex HeadingPattern();
}
