using System.Text;

namespace Chatbot.Search;

/// <summary>What short texts are compared by. Features are 64-bit hashes (FNV-1a), so that no string is kept.</summary>
internal static class TextFeatures
{
    private const int ShortestGram = 3;
    private const int LongestGram = 5;
    private const int FourGram = 4;
    private const ulong Offset = 14695981039346656037UL;
    private const ulong Prime = 1099511628211UL;

    private static readonly Dictionary<string, string> Texting = new(StringComparer.Ordinal)
    {
        ["u"] = "you",
        ["ur"] = "your",
        ["r"] = "are",
        ["pls"] = "please",
        ["plz"] = "please",
        ["b4"] = "before",
        ["2"] = "to",
        ["4"] = "for",
        ["b"] = "be",
        ["n"] = "and",
        ["w"] = "with",
        ["abt"] = "about",
        ["bc"] = "because",
        ["cuz"] = "because",
        ["thx"] = "thanks",
        ["wat"] = "what",
        ["wut"] = "what",
        ["y"] = "why",
        ["hrs"] = "hours",
        ["mins"] = "minutes",
        ["ppl"] = "people",
        ["tho"] = "though",
        ["gonna"] = "going to",
        ["wanna"] = "want to",
        ["idk"] = "i do not know",
        ["k"] = "ketamine",
        ["ket"] = "ketamine",
        ["med"] = "medication",
        ["meds"] = "medications",
    };

    /// <summary>Lower case, apostrophes dropped, everything that is no letter or digit a space, texting forms written out.</summary>
    public static string Normalise(string text)
    {
        var result = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (c is '\'' or '\u2019' or '\u2018' or '\u02BC')
                continue;
            result.Append(char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ');
        }

        var words = result.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words.Select((word, i) => WordSlips.Meant(i > 0 ? words[i - 1] : "", word, i + 1 < words.Length ? words[i + 1] : "") ?? Texting.GetValueOrDefault(word, word)));
    }

    /// <summary>Stemmed words and pairs of neighbours.</summary>
    public static IEnumerable<ulong> Words(string normal)
    {
        var before = 0UL;
        foreach (var word in normal.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var hash = Hash(PorterStemmer.Stem(word), Offset);
            yield return hash;
            if (before != 0)
                yield return unchecked((before * Prime) ^ hash);
            before = hash;
        }
    }

    /// <summary>Runs of three to five characters within each word, its edges marked by a space.</summary>
    public static IEnumerable<ulong> Grams(string normal)
    {
        // Words stand between single spaces, so the spaces themselves mark the edges.
        var padded = $" {normal} ";
        for (var start = 0; start < padded.Length - 1;)
        {
            var end = padded.IndexOf(' ', start + 1);
            for (var size = ShortestGram; size <= LongestGram; size++)
            {
                for (var at = start; at + size <= end + 1; at++)
                    yield return Hash(padded.AsSpan(at, size), Offset);
            }

            start = end;
        }
    }

    /// <summary>Runs of four characters within each word, its edges marked by a space.</summary>
    public static IEnumerable<ulong> FourGrams(string normal)
    {
        var padded = $" {normal} ";
        for (var at = 0; at + FourGram <= padded.Length; at++)
        {
            if (padded.AsSpan(at + 1, FourGram - 2).Contains(' '))
                continue;
            yield return Hash(padded.AsSpan(at, FourGram), Offset);
        }
    }

    /// <summary>FNV-1a over UTF-16 units; a word that is to be known again whether or not it has its apostrophe comes without it.</summary>
    public static ulong Hash(ReadOnlySpan<char> text) => Hash(text, Offset);

    private static ulong Hash(ReadOnlySpan<char> text, ulong hash)
    {
        foreach (var c in text)
            hash = unchecked((hash ^ c) * Prime);
        return hash;
    }
}
