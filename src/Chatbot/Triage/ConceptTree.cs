namespace Chatbot.Triage;

/// <summary>Finds every phrase of every concept in one pass over the words of a message.</summary>
internal sealed class ConceptTree
{
    private const int PrefixKeyChars = 3;

    private readonly Node _root = new();
    private readonly Dictionary<string, List<(string Prefix, int Concept)>> _prefixes = new(StringComparer.Ordinal);

    public int Concepts { get; private set; }

    public int NewConcept() => Concepts++;

    public void Add(int concept, IReadOnlyList<string> phrase)
    {
        var node = _root;
        foreach (var word in phrase)
            node = node.Next(word);
        if (!node.Concepts.Contains(concept))
            node.Concepts.Add(concept);
    }

    /// <summary>Every word that begins so; at least three letters.</summary>
    public void AddPrefix(int concept, string prefix)
    {
        if (prefix.Length < PrefixKeyChars)
            throw new FormatException($"'{prefix}*' is too short: at least three letters before the star.");
        var key = prefix[..PrefixKeyChars];
        if (!_prefixes.TryGetValue(key, out var list))
            _prefixes.Add(key, list = []);
        if (!list.Contains((prefix, concept)))
            list.Add((prefix, concept));
    }

    public ConceptSpans Find(IReadOnlyList<string> words)
    {
        var spans = new ConceptSpans(words, Concepts);
        for (var start = 0; start < words.Count; start++)
        {
            var node = _root;
            for (var at = start; at < words.Count && node.Children is { } children && children.TryGetValue(words[at], out node!); at++)
            {
                foreach (var concept in node.Concepts)
                    spans.Add(concept, start, at + 1);
            }

            if (words[start].Length < PrefixKeyChars || !_prefixes.TryGetValue(words[start][..PrefixKeyChars], out var prefixes))
                continue;
            foreach (var (prefix, concept) in prefixes)
            {
                if (words[start].StartsWith(prefix, StringComparison.Ordinal))
                    spans.Add(concept, start, start + 1);
            }
        }

        return spans;
    }

    private sealed class Node
    {
        public Dictionary<string, Node>? Children { get; private set; }

        public List<int> Concepts { get; } = [];

        public Node Next(string word)
        {
            Children ??= new Dictionary<string, Node>(StringComparer.Ordinal);
            if (!Children.TryGetValue(word, out var child))
                Children.Add(word, child = new Node());
            return child;
        }
    }
}
