namespace Chatbot.Search;

/// <summary>
/// English words in classes by how common they are: 1 for what everybody uses daily, higher for rarer ones. Immutable.
/// </summary>
public sealed class CommonWords
{
    /// <summary>The class given to what is in no list.</summary>
    public const int Unlisted = int.MaxValue;

    private readonly Dictionary<string, int> _classes;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    private CommonWords(Dictionary<string, int> classes) => (_classes, _bySpan) = (classes, classes.GetAlternateLookup<ReadOnlySpan<char>>());

    public static CommonWords None { get; } = new(new Dictionary<string, int>(StringComparer.Ordinal));

    public int Count => _classes.Count;

    internal IEnumerable<string> All => _classes.Keys;

    /// <summary>Reads lines with a lower-case word each; a line <c>= 2</c> begins the words of class 2. Lines with # are comments.</summary>
    /// <exception cref="FormatException">A line is neither; the message names its number, from 1.</exception>
    public static CommonWords Read(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var classes = new Dictionary<string, int>(StringComparer.Ordinal);
        var (current, number) = (1, 0);
        foreach (var line in lines)
        {
            number++;
            var word = line.Trim();
            if (word.Length == 0 || word[0] == '#')
                continue;
            if (word[0] == '=')
                current = int.TryParse(word.AsSpan(1), out var named) && named > 0 ? named : throw new FormatException($"Line {number}: write '= 2' to begin the words of class 2.");
            else if (word.Contains(' ', StringComparison.Ordinal))
                throw new FormatException($"Line {number}: write one word a line.");
            else
                classes.TryAdd(word.ToLowerInvariant(), current);
        }

        return new CommonWords(classes);
    }

    /// <summary>The class of a lower-case word, or <see cref="Unlisted"/>.</summary>
    public int ClassOf(ReadOnlySpan<char> lowerCaseWord) => _bySpan.TryGetValue(lowerCaseWord, out var named) ? named : Unlisted;
}
