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

    /// <summary>
    /// Reads every <c>*.md</c> of the folder and, for another country than the first of <see cref="HelpNumbers.All"/>, the words of
    /// <c>countries/{country}.md</c> in their place. Translations of replaced words are left out, since they name the first country's
    /// numbers. Throws <see cref="KnowledgeException"/> for a repeated id, empty words, an unknown country, and for wording that
    /// <see cref="SafeWording"/> or <see cref="HelpContacts"/> refuses.
    /// </summary>
    public static FixedReplies Load(string folder, string? country = null)
    {
        var numbers = HelpNumbers.All.FirstOrDefault(known => string.Equals(known.Country, country ?? HelpNumbers.DefaultCountry, StringComparison.OrdinalIgnoreCase))
            ?? throw new KnowledgeException("clinic.yaml", 1, $"The country '{country}' is not known.", $"Use one of {string.Join(", ", HelpNumbers.All.Select(known => known.Country))}.");
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Directory.Exists(folder))
            throw new KnowledgeException(folder, 1, "The folder of fixed words is missing.", "Restore knowledge/replies.");
        foreach (var file in Directory.EnumerateFiles(folder, "*.md").Order(StringComparer.Ordinal))
            ReadFile(file, words);
        if (numbers.Country is not HelpNumbers.DefaultCountry)
            Replace(Path.Combine(folder, "countries", numbers.Country + ".md"), words, numbers);
        var replies = new FixedReplies(words);
        SafeWording.Check(folder, replies, numbers);
        HelpContacts.Check(folder, replies, numbers);
        return replies;
    }

    private static void Replace(string file, Dictionary<string, string> words, HelpNumbers numbers)
    {
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(file))
            throw new KnowledgeException(file, 1, "The country's words are missing.", "Restore the file, or name another country in clinic.yaml.");
        ReadFile(file, own);
        foreach (var (id, text) in own)
        {
            if (!words.ContainsKey(id))
                throw new KnowledgeException(file, 1, $"No words by the id '{id}' are used.", "Correct the id.");
            words[id] = text;
        }

        foreach (var translated in words.Where(pair => IsTranslation(pair.Key) && numbers.ForeignIn(pair.Value)).Select(pair => pair.Key).ToList())
            words.Remove(translated);
    }

    /// <summary><c>crisis.self.es</c>: the last part is a language.</summary>
    private static bool IsTranslation(string id) => id.LastIndexOf('.') is > 0 and var dot && id.Length - dot == 3;

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
