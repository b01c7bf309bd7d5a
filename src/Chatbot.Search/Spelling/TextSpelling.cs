using System.Text;

namespace Chatbot.Search;

/// <summary>
/// Puts the misspelled words of a short text right, for whatever compares whole texts. A word is misspelled when it is
/// neither English nor a word of the texts known here; it is meant to be the nearest word that those use often. Immutable.
/// </summary>
public sealed class TextSpelling
{
    /// <summary>From here on two edits are thought of, if the first letter is right.</summary>
    private const int ShortestWithTwoEdits = 7;

    /// <summary>Words that are looked at in one text; one with more misspellings is no question.</summary>
    private const int MostCorrections = 16;

    private static readonly char[] Apostrophes = ['\'', '\u2019'];

    private readonly ulong[] _known;
    private readonly Lexicon _often;

    private TextSpelling(ulong[] known, Lexicon often) => (_known, _often) = (known, often);

    /// <param name="texts">Texts whose words are right, where several use them.</param>
    /// <param name="english">Words that are right although no text has them.</param>
    /// <param name="fewest">How many texts must use a word for it to be what another one was meant to be; half as many make it known.</param>
    public static TextSpelling Of(IEnumerable<string> texts, CommonWords english, int fewest = 4)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(english);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            foreach (var range in Words(text))
            {
                var word = text[range.Start..range.End].ToLowerInvariant();
                counts[word] = counts.GetValueOrDefault(word) + 1;
            }
        }

        var often = counts.Where(pair => pair.Value >= fewest).OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        var known = counts.Where(pair => pair.Value * 2 >= fewest).Select(pair => HashOf(pair.Key)).Concat(english.All.Select(word => HashOf(word))).ToArray();
        Array.Sort(known);
        return new TextSpelling(known, Lexicon.Create(often.Select((pair, i) => KeyValuePair.Create(pair.Key, i)), i => often[i].Value));
    }

    /// <summary>The text with its misspelled words replaced; the same string when there are none. Spaces and signs stay as they are.</summary>
    public string Correct(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder? corrected = null;
        var (from, left) = (0, MostCorrections);
        List<TextRange> ranges = [.. Words(text)];
        var (before, word, after) = ("", "", At(0));
        for (var i = 0; i < ranges.Count && left > 0; i++)
        {
            (before, word, after) = (word, after, At(i + 1));
            if ((WordSlips.Meant(before, word, after) ?? (IsKnown(word) ? null : Meant(word))) is not { } meant)
                continue;
            left--;
            var range = ranges[i];
            corrected ??= new StringBuilder(text.Length + 8);
            corrected.Append(text, from, range.Start - from).Append(meant);
            from = range.End;
        }

        return corrected?.Append(text, from, text.Length - from).ToString() ?? text;

        string At(int place) => place < ranges.Count ? text[ranges[place].Start..ranges[place].End].ToLowerInvariant() : "";
    }

    private bool IsKnown(string word) => Array.BinarySearch(_known, HashOf(word)) >= 0;

    private string? Meant(string word)
    {
        if (word.Length is < SpellingCorrector.ShortestCorrected or > EditPattern.MaxLength)
            return null;
        var pattern = new EditPattern(word);
        var most = word.Length >= ShortestWithTwoEdits ? 2 : 1;
        LexiconWord? best = null;
        var least = int.MaxValue;
        for (var length = word.Length - most; length <= word.Length + most; length++)
        {
            foreach (var candidate in _often.OfLength(length))
            {
                var distance = pattern.DistanceTo(candidate.Text);
                var sameStart = candidate.Text[0] == word[0];
                if (distance > most || (distance > 1 && !sameStart))
                    continue;

                // Nearer first, then a right first letter, then the more usual word.
                var cost = (distance * 2) + (sameStart ? 0 : 1);
                if (cost < least || (cost == least && candidate.DocumentFrequency > best!.Value.DocumentFrequency))
                    (best, least) = (candidate, cost);
            }
        }

        return best?.Text;
    }

    /// <summary>
    /// Runs of letters, an apostrophe within them included; what has digits is no word. <see cref="StandardTokenizer"/> keeps
    /// "home.then" in one piece, as Lucene does, and visitors often leave out the space after a full stop.
    /// </summary>
    private static IEnumerable<TextRange> Words(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                continue;
            }

            var start = i;
            var letters = true;
            while (i < text.Length && (char.IsLetterOrDigit(text[i]) || (text[i] is '\'' or '\u2019' && i + 1 < text.Length && char.IsLetter(text[i + 1]))))
                letters &= !char.IsDigit(text[i++]);
            if (letters)
                yield return new TextRange(start, i);
        }
    }

    /// <summary>Visitors leave apostrophes out.</summary>
    private static ulong HashOf(string word) => TextFeatures.Hash(word.IndexOfAny(Apostrophes) < 0 ? word : string.Concat(word.Split(Apostrophes)));
}
