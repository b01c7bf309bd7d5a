namespace Chatbot.Search;

/// <summary>Synonyms and lay words, analysed once. Immutable.</summary>
public sealed class SynonymMap
{
    private readonly Dictionary<string, List<Rule>> _byFirstTerm = new(StringComparer.Ordinal);

    private SynonymMap()
    {
    }

    public static SynonymMap Empty { get; } = new();

    /// <summary>Throws <see cref="ArgumentException"/> for a weight outside (0, 1] or a side without a word.</summary>
    public static SynonymMap Create(IEnumerable<Synonym> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var map = new SynonymMap();
        foreach (var entry in entries)
        {
            if (entry.Weight is not (> 0 and <= 1))
                throw new ArgumentException($"The synonym '{entry.From}' has the weight {entry.Weight}; it must be above 0 and at most 1.", nameof(entries));
            var from = Terms(entry.From);
            var to = Terms(entry.To);
            if (from.Length == 0 || to.Length == 0)
                throw new ArgumentException($"The synonym '{entry.From}' -> '{entry.To}' holds no word that is searched for.", nameof(entries));
            if (!map._byFirstTerm.TryGetValue(from[0], out var rules))
                map._byFirstTerm.Add(from[0], rules = []);
            rules.Add(new Rule(from, to, entry.Weight, entry.To));
        }

        return map;
    }

    /// <summary>The rules whose words stand in the tokens from <paramref name="at"/> on.</summary>
    internal IEnumerable<Rule> Matching(IReadOnlyList<Token> tokens, int at)
    {
        if (!_byFirstTerm.TryGetValue(tokens[at].Term, out var rules))
            yield break;
        foreach (var rule in rules)
        {
            if (at + rule.From.Length <= tokens.Count && !rule.From.Where((term, i) => !string.Equals(tokens[at + i].Term, term, StringComparison.Ordinal)).Any())
                yield return rule;
        }
    }

    private static string[] Terms(string text) => [.. EnglishAnalyzer.Instance.Analyze(text).Select(token => token.Term)];

    internal sealed record Rule(string[] From, string[] To, double Weight, string Shown);
}
