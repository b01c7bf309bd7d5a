namespace Chatbot.Search;

/// <summary>
/// The Porter stemmer (M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980), with the departures of its
/// author's own later program that Lucene's PorterStemFilter shares: words of one or two letters stay, <c>bli</c> becomes
/// <c>ble</c>, <c>logi</c> becomes <c>log</c>, and a suffix may be the whole word ("ies" becomes "i"). Works on UTF-16
/// units; whatever is no a, e, i, o, u or y counts as a consonant.
/// </summary>
internal static class PorterStemmer
{
    private const int ShortestReplaced = 5;
    private const int ShortestStripped = 6;

    /// <summary>The stem of a lower-case word.</summary>
    public static string Stem(string word)
    {
        Span<char> buffer = word.Length <= StandardTokenizer.MaxTokenLength ? stackalloc char[word.Length] : new char[word.Length];
        word.CopyTo(buffer);
        return new string(buffer[..Stem(buffer)]);
    }

    /// <summary>Stems a lower-case word where it stands; gives the length of the stem, which is never above the word's.</summary>
    public static int Stem(Span<char> word)
    {
        if (word.Length < 3)
            return word.Length;
        var length = StripPluralAndPast(word);
        if (word[length - 1] == 'y' && HasVowel(word[..(length - 1)]))
            word[length - 1] = 'i';
        // Shorter words keep their endings: before one there has to be a vowel and a consonant, in step 4 twice.
        if (length >= ShortestReplaced)
            length = ReplaceSingle(word, ReplaceDouble(word, length));
        if (length >= ShortestStripped)
            length = StripLast(word[..length]);
        return Tidy(word[..length]);
    }

    /// <summary>Steps 1a and 1b.</summary>
    private static int StripPluralAndPast(Span<char> word)
    {
        var length = word.Length;
        if (word[^1] == 's')
            length -= word.EndsWith("sses") || word.EndsWith("ies") ? 2 : word[^2] != 's' ? 1 : 0;
        if (word[length - 1] is not ('d' or 'g'))
            return length;
        var rest = word[..length];
        if (rest.EndsWith("eed"))
            return Measure(rest[..^3]) > 0 ? length - 1 : length;
        var cut = rest.EndsWith("ed") ? 2 : rest.EndsWith("ing") ? 3 : 0;
        if (cut == 0 || !HasVowel(rest[..^cut]))
            return length;
        rest = rest[..^cut];
        if (rest.EndsWith("at") || rest.EndsWith("bl") || rest.EndsWith("iz"))
            return WithE(word, rest.Length);
        if (EndsInDoubleConsonant(rest))
            return rest[^1] is 'l' or 's' or 'z' ? rest.Length : rest.Length - 1;
        return EndsInShortSyllable(rest) && Measure(rest) == 1 ? WithE(word, rest.Length) : rest.Length;
    }

    private static int WithE(Span<char> word, int length)
    {
        word[length] = 'e';
        return length + 1;
    }

    /// <summary>Step 2; the letter before the last tells which suffixes come into question.</summary>
    private static int ReplaceDouble(Span<char> word, int length)
    {
        var w = word[..length];
        return w[^2] switch
        {
            'a' => w.EndsWith("ational") ? Put(word, length, 7, "ate") : w.EndsWith("tional") ? Put(word, length, 6, "tion") : length,
            'c' => w.EndsWith("enci") ? Put(word, length, 4, "ence") : w.EndsWith("anci") ? Put(word, length, 4, "ance") : length,
            'e' => w.EndsWith("izer") ? Put(word, length, 4, "ize") : length,
            'l' => ReplaceLi(word, length),
            'o' => w.EndsWith("ization") ? Put(word, length, 7, "ize")
                : w.EndsWith("ation") ? Put(word, length, 5, "ate")
                : w.EndsWith("ator") ? Put(word, length, 4, "ate") : length,
            's' => w.EndsWith("alism") ? Put(word, length, 5, "al")
                : w.EndsWith("iveness") ? Put(word, length, 7, "ive")
                : w.EndsWith("fulness") ? Put(word, length, 7, "ful")
                : w.EndsWith("ousness") ? Put(word, length, 7, "ous") : length,
            't' => w.EndsWith("aliti") ? Put(word, length, 5, "al")
                : w.EndsWith("iviti") ? Put(word, length, 5, "ive")
                : w.EndsWith("biliti") ? Put(word, length, 6, "ble") : length,
            'g' => w.EndsWith("logi") ? Put(word, length, 4, "log") : length,
            _ => length,
        };
    }

    private static int ReplaceLi(Span<char> word, int length)
    {
        var w = word[..length];
        return w.EndsWith("bli") ? Put(word, length, 3, "ble")
            : w.EndsWith("alli") ? Put(word, length, 4, "al")
            : w.EndsWith("entli") ? Put(word, length, 5, "ent")
            : w.EndsWith("eli") ? Put(word, length, 3, "e")
            : w.EndsWith("ousli") ? Put(word, length, 5, "ous") : length;
    }

    /// <summary>Step 3.</summary>
    private static int ReplaceSingle(Span<char> word, int length)
    {
        var w = word[..length];
        return w[^1] switch
        {
            'e' => w.EndsWith("icate") ? Put(word, length, 5, "ic")
                : w.EndsWith("ative") ? Put(word, length, 5, "")
                : w.EndsWith("alize") ? Put(word, length, 5, "al") : length,
            'i' => w.EndsWith("iciti") ? Put(word, length, 5, "ic") : length,
            'l' => w.EndsWith("ical") ? Put(word, length, 4, "ic") : w.EndsWith("ful") ? Put(word, length, 3, "") : length,
            's' => w.EndsWith("ness") ? Put(word, length, 4, "") : length,
            _ => length,
        };
    }

    /// <summary>Puts another suffix in the place of one when what is before it holds a vowel and a consonant after it.</summary>
    private static int Put(Span<char> word, int length, int suffix, string put)
    {
        var stem = length - suffix;
        if (Measure(word[..stem]) == 0)
            return length;
        put.CopyTo(word[stem..]);
        return stem + put.Length;
    }

    /// <summary>Step 4: the longest suffix decides, even when its condition then fails.</summary>
    private static int StripLast(Span<char> w)
    {
        var cut = w[^2] switch
        {
            'a' => w.EndsWith("al") ? 2 : 0,
            'c' => w.EndsWith("ance") || w.EndsWith("ence") ? 4 : 0,
            'e' => w.EndsWith("er") ? 2 : 0,
            'i' => w.EndsWith("ic") ? 2 : 0,
            'l' => w.EndsWith("able") || w.EndsWith("ible") ? 4 : 0,
            'n' => w.EndsWith("ement") ? 5 : w.EndsWith("ment") ? 4 : w.EndsWith("ant") || w.EndsWith("ent") ? 3 : 0,
            'o' => w.Length > 3 && w.EndsWith("ion") && w[^4] is 's' or 't' ? 3 : w.EndsWith("ou") ? 2 : 0,
            's' => w.EndsWith("ism") ? 3 : 0,
            't' => w.EndsWith("ate") || w.EndsWith("iti") ? 3 : 0,
            'u' => w.EndsWith("ous") ? 3 : 0,
            'v' => w.EndsWith("ive") ? 3 : 0,
            'z' => w.EndsWith("ize") ? 3 : 0,
            _ => 0,
        };
        return cut > 0 && Measure(w[..^cut]) > 1 ? w.Length - cut : w.Length;
    }

    /// <summary>Step 5.</summary>
    private static int Tidy(Span<char> w)
    {
        if (w[^1] == 'e')
        {
            var stem = w[..^1];
            var measure = Measure(stem);
            if (measure > 1 || (measure == 1 && !EndsInShortSyllable(stem)))
                w = stem;
        }

        return w[^1] == 'l' && EndsInDoubleConsonant(w) && Measure(w) > 1 ? w.Length - 1 : w.Length;
    }

    private static bool IsConsonant(ReadOnlySpan<char> w, int i)
    {
        // In a run of y each turns the other way from the one before it.
        var turns = false;
        while (w[i] == 'y' && i > 0)
        {
            turns = !turns;
            i--;
        }

        return turns != w[i] is not ('a' or 'e' or 'i' or 'o' or 'u');
    }

    /// <summary>How many vowel-consonant sequences the word holds: m in [C](VC)^m[V].</summary>
    private static int Measure(ReadOnlySpan<char> w)
    {
        var count = 0;
        var consonantBefore = true;
        for (var i = 0; i < w.Length; i++)
        {
            var consonant = w[i] switch
            {
                'a' or 'e' or 'i' or 'o' or 'u' => false,
                'y' => i == 0 || !consonantBefore,
                _ => true,
            };
            if (consonant && !consonantBefore)
                count++;
            consonantBefore = consonant;
        }

        return count;
    }

    /// <summary>Any vowel, or a y after the first letter: a y after a consonant is a vowel, and after a vowel there is one.</summary>
    private static bool HasVowel(ReadOnlySpan<char> w)
    {
        for (var i = 0; i < w.Length; i++)
        {
            if (w[i] is 'a' or 'e' or 'i' or 'o' or 'u' || (w[i] == 'y' && i > 0))
                return true;
        }

        return false;
    }

    private static bool EndsInDoubleConsonant(ReadOnlySpan<char> w) => w.Length > 1 && w[^1] == w[^2] && IsConsonant(w, w.Length - 1);

    /// <summary>Consonant, vowel, consonant, and the last one is no w, x or y.</summary>
    private static bool EndsInShortSyllable(ReadOnlySpan<char> w) =>
        w.Length > 2 && w[^1] is not ('w' or 'x' or 'y') && IsConsonant(w, w.Length - 1) && !IsConsonant(w, w.Length - 2) && IsConsonant(w, w.Length - 3);
}
