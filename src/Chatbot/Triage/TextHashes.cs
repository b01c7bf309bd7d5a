namespace Chatbot.Triage;

/// <summary>What the model sees of a message: runs of one to three words, and runs of three to five characters of a word with its edges. FNV-1a, 32 bits.</summary>
internal static class TextHashes
{
    private const int LongestWordRun = 3;
    private const int ShortestCharacterRun = 3;
    private const int LongestCharacterRun = 5;
    private const uint WordSeed = 2166136261;
    private const uint CharacterSeed = 2166136261 ^ 0x5bd1e995;
    private const uint ConceptSeed = 2166136261 ^ 0x9e3779b9;
    private const uint Prime = 16777619;

    public static IEnumerable<uint> Words(IReadOnlyList<string> words)
    {
        for (var start = 0; start < words.Count; start++)
        {
            var hash = WordSeed;
            for (var at = start; at < words.Count && at < start + LongestWordRun; at++)
            {
                if (words[at] is ".")
                    break;
                hash = unchecked((Hash(words[at], hash) ^ ' ') * Prime);
                yield return hash;
            }
        }
    }

    /// <summary>
    /// The named concepts outside idioms, alone and in pairs: "want" with "die" is the same in words that no example holds.
    /// </summary>
    public static IEnumerable<uint> Concepts(IReadOnlyList<string> names)
    {
        for (var first = 0; first < names.Count; first++)
        {
            var hash = Hash(names[first], ConceptSeed);
            yield return hash;
            for (var second = first + 1; second < names.Count; second++)
                yield return Hash(names[second], unchecked((hash ^ '+') * Prime));
        }
    }

    public static IEnumerable<uint> Characters(IReadOnlyList<string> words)
    {
        foreach (var word in words)
        {
            if (word is "." or "?")
                continue;
            var padded = $" {word} ";
            for (var size = ShortestCharacterRun; size <= LongestCharacterRun; size++)
            {
                for (var at = 0; at + size <= padded.Length; at++)
                    yield return Hash(padded.AsSpan(at, size), CharacterSeed);
            }
        }
    }

    private static uint Hash(ReadOnlySpan<char> text, uint hash)
    {
        foreach (var c in text)
            hash = unchecked((hash ^ c) * Prime);
        return hash;
    }
}
