namespace Chatbot.Triage;

/// <summary>How visitors write words: texting forms written out, drawn-out letters shortened, a few vital words recognised one slip away.</summary>
internal sealed class Spelling
{
    /// <summary>A shorter word has too many neighbours that mean something else.</summary>
    private const int ShortestVital = 6;

    private readonly Dictionary<string, string[]> _written;
    private readonly string[] _vital;
    private readonly HashSet<string> _known;

    /// <param name="written">Texting forms and known misspellings, and what they stand for.</param>
    /// <param name="vital">Words of at least six letters to recognise one slip away.</param>
    /// <param name="known">Words that stand as they are.</param>
    public Spelling(IReadOnlyDictionary<string, string> written, IEnumerable<string> vital, IEnumerable<string> known)
    {
        _written = written.ToDictionary(pair => pair.Key, pair => pair.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
        _vital = [.. vital.Where(word => word.Length >= ShortestVital)];
        _known = new HashSet<string>(known, StringComparer.Ordinal);
    }

    public static Spelling Plain { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal), [], []);

    /// <summary><c>dieeee</c> is <c>die</c>, <c>killll</c> is <c>kill</c>: three or more of a letter become the two or the one that makes a known word, else one.</summary>
    public string Shorten(string word)
    {
        var two = Runs(word, 2);
        if (two.Length == word.Length)
            return word;
        return _known.Contains(two) ? two : Runs(word, 1);
    }

    /// <summary>The words in their usual form.</summary>
    public IReadOnlyList<string> Canonical(List<string> words)
    {
        var result = new List<string>(words.Count + 8);
        foreach (var word in words)
        {
            if (_written.TryGetValue(word, out var written))
                result.AddRange(written);
            else
                result.Add(_known.Contains(word) ? word : Vital(word));
        }

        return result;
    }

    private static string Runs(string word, int keep)
    {
        Span<char> kept = word.Length <= 256 ? stackalloc char[word.Length] : new char[word.Length];
        var length = 0;
        for (var i = 0; i < word.Length;)
        {
            var end = i;
            while (end < word.Length && word[end] == word[i])
                end++;
            var count = end - i >= 3 && char.IsLetter(word[i]) ? keep : end - i;
            for (var n = 0; n < count; n++)
                kept[length++] = word[i];
            i = end;
        }

        return length == word.Length ? word : new string(kept[..length]);
    }

    private string Vital(string word)
    {
        if (word.Length < ShortestVital - 1)
            return word;
        foreach (var vital in _vital)
        {
            if (Math.Abs(vital.Length - word.Length) <= 1 && OneSlip(word, vital))
                return vital;
        }

        return word;
    }

    /// <summary>One letter wrong, missing, extra, or two neighbours swapped.</summary>
    private static bool OneSlip(string a, string b)
    {
        var from = 0;
        while (from < a.Length && from < b.Length && a[from] == b[from])
            from++;
        int aEnd = a.Length, bEnd = b.Length;
        while (aEnd > from && bEnd > from && a[aEnd - 1] == b[bEnd - 1])
            (aEnd, bEnd) = (aEnd - 1, bEnd - 1);
        var (left, right) = (aEnd - from, bEnd - from);
        return (left <= 1 && right <= 1) || (left == 2 && right == 2 && a[from] == b[from + 1] && a[from + 1] == b[from]);
    }
}
