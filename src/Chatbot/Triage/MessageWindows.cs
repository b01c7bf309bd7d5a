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
    private const int WindowStep = 10;

    public static IEnumerable<(int Start, int End)> Of(IReadOnlyList<string> words)
    {
        if (words.Count < ShortestSplit)
            yield break;
        var start = 0;
        for (var at = 0; at <= words.Count; at++)
        {
            if (at < words.Count && words[at] is not ("." or "?"))
                continue;
            // The mark belongs to its sentence: a question reads otherwise than a statement.
            var end = Math.Min(at + 1, words.Count);
            foreach (var window in Cut(start, end))
            {
                if (window.End - window.Start < words.Count)
                    yield return window;
            }

            start = end;
        }
    }

    private static IEnumerable<(int Start, int End)> Cut(int start, int end)
    {
        if (end - start <= WindowWords + (WindowStep / 2))
        {
            if (end - start > FewestWords)
                yield return (start, end);
            yield break;
        }

        for (var at = start; at < end - WindowStep; at += WindowStep)
            yield return (at, Math.Min(end, at + WindowWords));
    }
}
