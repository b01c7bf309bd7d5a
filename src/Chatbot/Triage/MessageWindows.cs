namespace Chatbot.Triage;

/// <summary>
/// The parts of a long message that are judged on their own: a sentence of danger between ten about the price would drown in the
/// average of all words. Positions count words; ranges are half-open.
/// </summary>
internal static class MessageWindows
{
    /// <summary>A shorter message is one thought.</summary>
    private const int ShortestSplit = 14;

    private const int FewestWords = 3;
    private const int WindowWords = 20;

    /// <summary>Longer messages are cut into longer windows, so that 4,000 characters stay within milliseconds.</summary>
    private const int MostWindows = 40;

    public static IEnumerable<(int Start, int End)> Of(IReadOnlyList<string> words)
    {
        if (words.Count < ShortestSplit)
            yield break;
        var size = Math.Max(WindowWords, 2 * words.Count / MostWindows);
        var start = 0;
        var fewest = Math.Max(FewestWords, words.Count / MostWindows);
        for (var at = 0; at <= words.Count; at++)
        {
            if (at < words.Count && words[at] is not ("." or "?"))
                continue;
            // The mark belongs to its sentence: a question reads otherwise than a statement.
            var end = Math.Min(at + 1, words.Count);
            // Sentences too short to stand alone go with the next.
            if (end - start <= fewest && at < words.Count)
                continue;
            foreach (var window in Cut(start, end, size))
            {
                if (window.End - window.Start < words.Count)
                    yield return window;
            }

            start = end;
        }
    }

    private static IEnumerable<(int Start, int End)> Cut(int start, int end, int size)
    {
        var step = size / 2;
        if (end - start <= size + (step / 2))
        {
            if (end > start)
                yield return (start, end);
            yield break;
        }

        for (var at = start; at < end - step; at += step)
            yield return (at, Math.Min(end, at + size));
    }
}
