using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Chatbot.Tests.Support;

/// <summary>
/// Texts that say nearly the same in the same words: what is written to learn from must not be a measuring text with a word
/// changed, or the measure flatters. Two texts are near when they share <see cref="Share"/> of all their different words.
/// </summary>
internal sealed class NearCopies
{
    /// <summary>Shared words by words of both together; half of the questions that visitors ask in four words reach .5 by chance.</summary>
    public const double Share = 0.7;

    private readonly List<(string Text, int Words)> _measuring = [];
    private readonly Dictionary<string, List<int>> _postings = new(StringComparer.Ordinal);

    public NearCopies(IEnumerable<string> measuring)
    {
        foreach (var text in measuring)
        {
            var words = WordsOf(text);
            foreach (var word in words)
            {
                if (!_postings.TryGetValue(word, out var texts))
                    _postings.Add(word, texts = []);
                texts.Add(_measuring.Count);
            }

            _measuring.Add((text, words.Count));
        }
    }

    public int Count => _measuring.Count;

    /// <summary>A measuring text that <paramref name="text"/> nearly repeats, or null.</summary>
    public string? Of(string text) => AllOf(text).Select(at => _measuring[at].Text).FirstOrDefault();

    /// <summary>The places of all measuring texts that <paramref name="text"/> nearly repeats.</summary>
    public IEnumerable<int> AllOf(string text)
    {
        var words = WordsOf(text);
        return words.SelectMany(word => _postings.GetValueOrDefault(word) ?? [])
            .CountBy(at => at)
            .Where(shared => shared.Value >= Share * (words.Count + _measuring[shared.Key].Words - shared.Value))
            .Select(shared => shared.Key);
    }

    public static bool Near(string one, string other, double share = Share)
    {
        var (words, others) = (WordsOf(one), WordsOf(other));
        var shared = words.Count(others.Contains);
        return shared > 0 && shared >= share * (words.Count + others.Count - shared);
    }

    public static int WordCount(string text) => WordsOf(text).Count;

    /// <summary>Every text of a visitor in a gold file: lines with a text, and conversations with turns.</summary>
    public static IEnumerable<string> TextsOf(string file)
    {
        foreach (var line in File.ReadLines(file).Where(line => line.Length > 0))
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("turns", out var turns))
            {
                foreach (var turn in turns.EnumerateArray())
                    yield return turn.GetProperty("text").GetString()!;
            }
            else
            {
                yield return json.RootElement.GetProperty("text").GetString()!;
            }
        }
    }

    /// <summary>Small letters and digits with single spaces between words; apostrophes and other marks are left out.</summary>
    public static string Normalise(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
                kept.Append(Rune.ToLower(rune, CultureInfo.InvariantCulture));
            else if (rune.Value is not ('\'' or '\u2019'))
                kept.Append(' ');
        }

        return string.Join(' ', kept.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static HashSet<string> WordsOf(string text) => [.. Normalise(text).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
