using System.Runtime.CompilerServices;

namespace Chatbot.Search;

/// <summary>
/// Counts the edits between one word and many: insertions, deletions, replacements and swaps of neighbours, each at most
/// once in a place (optimal string alignment, the restricted Damerau-Levenshtein distance). H. Hyyrö, "A bit-vector
/// algorithm for computing Levenshtein and Damerau edit distances", Nordic Journal of Computing 10 (2003).
/// </summary>
internal readonly struct EditPattern
{
    /// <summary>Longer words do not fit the bit vectors.</summary>
    public const int MaxLength = 64;

    private readonly string _word;
    private readonly ulong[] _ascii;

    public EditPattern(string word)
    {
        if (word.Length is 0 or > MaxLength)
            throw new ArgumentOutOfRangeException(nameof(word));
        _word = word;
        _ascii = new ulong[128];
        for (var i = 0; i < word.Length; i++)
        {
            if (word[i] < _ascii.Length)
                _ascii[word[i]] |= 1UL << i;
        }
    }

    public int DistanceTo(ReadOnlySpan<char> other)
    {
        var (vertical, verticalDown, diagonal, before) = (ulong.MaxValue, 0UL, 0UL, 0UL);
        var last = 1UL << (_word.Length - 1);
        var distance = _word.Length;
        foreach (var c in other)
        {
            var match = Matches(c);
            var swap = ((~diagonal & match) << 1) & before;
            diagonal = (unchecked((match & vertical) + vertical) ^ vertical) | match | verticalDown | swap;
            var up = verticalDown | ~(diagonal | vertical);
            var down = diagonal & vertical;
            if ((up & last) != 0)
                distance++;
            if ((down & last) != 0)
                distance--;
            up = (up << 1) | 1;
            down <<= 1;
            vertical = down | ~(diagonal | up);
            verticalDown = up & diagonal;
            before = match;
        }

        return distance;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Matches(char c)
    {
        if (c < _ascii.Length)
            return _ascii[c];
        var matches = 0UL;
        for (var i = 0; i < _word.Length; i++)
        {
            if (_word[i] == c)
                matches |= 1UL << i;
        }

        return matches;
    }
}
