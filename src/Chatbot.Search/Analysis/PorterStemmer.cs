namespace Chatbot.Search;

/// <summary>
/// The Porter stemmer (M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980), with the three
/// departures of its author's own later program that Lucene's PorterStemFilter shares: words of one or two letters stay,
/// <c>bli</c> becomes <c>ble</c>, and <c>logi</c> becomes <c>log</c>.
/// </summary>
internal static class PorterStemmer
{
    private static readonly (string Suffix, string Put)[] Step2 =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"),
        ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
        ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
        ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
    ];

    private static readonly (string Suffix, string Put)[] Step3 =
    [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
    ];

    private static readonly string[] Step4 =
    [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti",
        "ous", "ive", "ize",
    ];

    /// <summary>The stem of a lower-case word.</summary>
    public static string Stem(string word)
    {
        if (word.Length < 3)
            return word;
        var stem = word;
        stem = Step1Ab(stem);
        if (stem.Length > 1 && stem[^1] == 'y' && HasVowel(stem.AsSpan(0, stem.Length - 1)))
            stem = stem[..^1] + "i";
        stem = Replace(stem, Step2);
        stem = Replace(stem, Step3);
        stem = StripStep4(stem);
        return Step5(stem);
    }

    private static string Step1Ab(string w)
    {
        if (w.EndsWith('s'))
        {
            if (Ends(w, "sses") || Ends(w, "ies"))
                w = w[..^2];
            else if (w[^2] != 's')
                w = w[..^1];
        }

        if (Ends(w, "eed"))
            return Measure(w.AsSpan(0, w.Length - 3)) > 0 ? w[..^1] : w;
        var cut = Ends(w, "ed") ? 2 : Ends(w, "ing") ? 3 : 0;
        if (cut == 0 || !HasVowel(w.AsSpan(0, w.Length - cut)))
            return w;
        w = w[..^cut];
        if (Ends(w, "at") || Ends(w, "bl") || Ends(w, "iz"))
            return w + "e";
        if (DoubleConsonant(w))
            return w[^1] is 'l' or 's' or 'z' ? w : w[..^1];
        return Measure(w) == 1 && EndsCvc(w) ? w + "e" : w;
    }

    private static string Replace(string w, (string Suffix, string Put)[] rules)
    {
        foreach (var (suffix, put) in rules)
        {
            if (Ends(w, suffix))
                return Measure(w.AsSpan(0, w.Length - suffix.Length)) > 0 ? string.Concat(w.AsSpan(0, w.Length - suffix.Length), put) : w;
        }

        return w;
    }

    private static string StripStep4(string w)
    {
        // The longest suffix decides, even when its condition then fails.
        var suffix = Step4.Where(s => Ends(w, s)).OrderByDescending(s => s.Length).FirstOrDefault();
        if (suffix is null)
            return w;
        var stem = w.AsSpan(0, w.Length - suffix.Length);
        if (Measure(stem) <= 1)
            return w;
        return string.Equals(suffix, "ion", StringComparison.Ordinal) && !(stem.Length > 0 && stem[^1] is 's' or 't') ? w : stem.ToString();
    }

    private static string Step5(string w)
    {
        if (w[^1] == 'e')
        {
            var stem = w.AsSpan(0, w.Length - 1);
            var measure = Measure(stem);
            if (measure > 1 || (measure == 1 && !EndsCvc(stem)))
                w = w[..^1];
        }

        return w.Length > 1 && w[^1] == 'l' && w[^2] == 'l' && Measure(w) > 1 ? w[..^1] : w;
    }

    private static bool Ends(string w, string suffix) => w.Length > suffix.Length && w.EndsWith(suffix, StringComparison.Ordinal);

    private static bool IsConsonant(ReadOnlySpan<char> w, int i) => w[i] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => i == 0 || !IsConsonant(w, i - 1),
        _ => true,
    };

    /// <summary>How many vowel-consonant sequences the word holds: m in [C](VC)^m[V].</summary>
    private static int Measure(ReadOnlySpan<char> w)
    {
        var count = 0;
        var vowelBefore = false;
        for (var i = 0; i < w.Length; i++)
        {
            var consonant = IsConsonant(w, i);
            if (consonant && vowelBefore)
                count++;
            vowelBefore = !consonant;
        }

        return count;
    }

    private static bool HasVowel(ReadOnlySpan<char> w)
    {
        for (var i = 0; i < w.Length; i++)
        {
            if (!IsConsonant(w, i))
                return true;
        }

        return false;
    }

    private static bool DoubleConsonant(string w) => w.Length > 1 && w[^1] == w[^2] && IsConsonant(w, w.Length - 1);

    private static bool EndsCvc(ReadOnlySpan<char> w) =>
        w.Length > 2 && IsConsonant(w, w.Length - 1) && !IsConsonant(w, w.Length - 2) && IsConsonant(w, w.Length - 3) && w[^1] is not ('w' or 'x' or 'y');
}
