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

    internal bool IsEmpty => _byFirstTerm.Count == 0;

    /// <summary>By token the rules whose words begin there; none for most.</summary>
    internal IReadOnlyList<Rule>[] Matching(IReadOnlyList<Token> tokens)
    {
        var matching = new IReadOnlyList<Rule>[tokens.Count];
        for (var at = 0; at < matching.Length; at++)
            matching[at] = _byFirstTerm.TryGetValue(tokens[at].Term, out var rules) ? rules.FindAll(rule => StandsAt(rule.From, tokens, at)) : [];
        return matching;
    }

    private static bool StandsAt(string[] terms, IReadOnlyList<Token> tokens, int at)
    {
        if (at + terms.Length > tokens.Count)
            return false;
        for (var i = 0; i < terms.Length; i++)
        {
            if (!string.Equals(tokens[at + i].Term, terms[i], StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    private static string[] Terms(string text) => [.. EnglishAnalyzer.Instance.Analyze(text).Select(token => token.Term)];

    internal sealed record Rule(string[] From, string[] To, double Weight, string Shown);
}
