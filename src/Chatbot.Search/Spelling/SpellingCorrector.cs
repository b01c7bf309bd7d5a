namespace Chatbot.Search;

/// <summary>What a word may have been meant to be.</summary>
/// <param name="Word">A word of the index.</param>
/// <param name="Edits">1 or 2 for a misspelling; 0 when the word only goes on.</param>
/// <param name="Weight">What it counts.</param>
internal readonly record struct Meant(LexiconWord Word, int Edits, double Weight);

/// <summary>
/// Finds words of the index that are one or two edits away from a word it does not hold. A word that is right English is
/// left alone, and so is one that is nearer to an English word than to any of the index: "mortgage" is no "massage".
/// </summary>
internal sealed class SpellingCorrector(Lexicon lexicon, Spelling rules)
{
    /// <summary>Shorter words have too many neighbours.</summary>
    public const int ShortestCorrected = 4;

    /// <summary>From here on two edits are thought of.</summary>
    public const int ShortestWithTwoEdits = 7;

    /// <summary>Comparisons that one query may cost: a few milliseconds, and enough for any honest question.</summary>
    public const int Budget = 200_000;

    /// <summary>Words that are looked at in one query; one with more is no question.</summary>
    private const int MostWords = 16;
    private const int MostCorrections = 3;
    private const int MostCompletions = 12;
    private const int ShortestCompleted = 3;

    private readonly Lazy<Lexicon> _english = new(() => Lexicon.Create(rules.Words.All.Select(word => KeyValuePair.Create(word, 0)), _ => 0));

    /// <summary>True for a word that is right although the index may not hold it.</summary>
    public bool IsEnglish(string lowerCaseWord) => rules.Words.ClassOf(lowerCaseWord) != CommonWords.Unlisted;

    /// <summary>The words meant; none when the word is right, too short or nothing is near enough.</summary>
    /// <param name="word">Lower case, not in the index.</param>
    /// <param name="budget">Comparisons left, lowered by those made.</param>
    public IReadOnlyList<Meant> Correct(string word, ref int budget)
    {
        if (budget <= 0 || word.Length is < ShortestCorrected or > EditPattern.MaxLength || IsEnglish(word) || word.Any(char.IsDigit))
            return [];
        budget -= Budget / MostWords;
        var pattern = new EditPattern(word);
        var most = word.Length >= ShortestWithTwoEdits ? 2 : 1;
        var (edits, found) = Nearest(lexicon, pattern, word.Length, most, ref budget);
        if (found.Count == 0)
            return [];
        if (edits > 1 && Nearest(_english.Value, pattern, word.Length, 1, ref budget).Words.Count > 0)
            return [];
        return [.. found
            .OrderByDescending(candidate => candidate.Text[0] == word[0])
            .ThenByDescending(candidate => candidate.DocumentFrequency)
            .ThenBy(candidate => candidate.Text, StringComparer.Ordinal)
            .DistinctBy(candidate => candidate.Term)
            .Take(MostCorrections)
            .Select(candidate => new Meant(candidate, edits, edits == 1 ? rules.OneEditWeight : rules.TwoEditsWeight))];
    }

    /// <summary>The most frequent words of the index that go on where an unfinished word stops.</summary>
    public IReadOnlyList<Meant> Complete(string word)
    {
        if (word.Length is < ShortestCompleted or > EditPattern.MaxLength)
            return [];
        var longer = lexicon.BeginningWith(word).ToArray();
        return [.. longer
            .OrderByDescending(candidate => candidate.DocumentFrequency)
            .ThenBy(candidate => candidate.Text, StringComparer.Ordinal)
            .DistinctBy(candidate => candidate.Term)
            .Take(MostCompletions)
            .Select(candidate => new Meant(candidate, 0, rules.CompletionWeight))];
    }

    /// <summary>The words at the least distance up to <paramref name="most"/>.</summary>
    private static (int Edits, List<LexiconWord> Words) Nearest(Lexicon words, EditPattern pattern, int wordLength, int most, ref int budget)
    {
        var found = new List<LexiconWord>();
        for (var length = wordLength - most; length <= wordLength + most; length++)
        {
            var candidates = words.OfLength(length);
            if (candidates.Length > budget)
                return (0, []);
            budget -= candidates.Length;
            foreach (var candidate in candidates)
            {
                var distance = pattern.DistanceTo(candidate.Text);
                if (distance > most)
                    continue;
                if (distance < most)
                {
                    most = distance;
                    found.Clear();
                }

                found.Add(candidate);
            }
        }

        return (most, found);
    }
}
