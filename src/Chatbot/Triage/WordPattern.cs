namespace Chatbot.Triage;

/// <summary>
/// A rule's pattern over the words of a message. <c>word</c> and <c>{concept}</c> stand for themselves, <c>(a|b c|{d})</c>
/// for any of these, a <c>?</c> behind a bracket or concept makes it optional; parts follow each other directly, with
/// <c>..</c> up to three words apart, with <c>...</c> up to eight, never across the end of a sentence. <c>^</c> and
/// <c>$</c> are the ends of the message; <c> &amp; </c> joins patterns that all have to be there, anywhere.
/// Matching is linear in the message: each part maps a set of positions to the next.
/// </summary>
internal sealed class WordPattern
{
    private const int NearGap = 3;
    private const int FarGap = 8;

    private readonly Part[][] _sequences;

    private WordPattern(string written, Part[][] sequences) => (Written, _sequences) = (written, sequences);

    /// <summary>As in the rule file.</summary>
    public string Written { get; }

    /// <param name="written">As in the rule file.</param>
    /// <param name="concept">Gives the number of a concept, or of the alternatives of a bracket. Throws for an unknown one.</param>
    public static WordPattern Parse(string written, Func<string, int> concept) =>
        new(written, [.. written.Split(" & ", StringSplitOptions.TrimEntries).Select(sequence => ParseSequence(sequence, concept))]);

    public bool Matches(ConceptSpans spans, bool masked)
    {
        foreach (var sequence in _sequences)
        {
            if (Ends(sequence, spans, masked, all: null) is false)
                return false;
        }

        return true;
    }

    /// <summary>Takes every word that the pattern covers out of later matching.</summary>
    public void Mask(ConceptSpans spans)
    {
        foreach (var sequence in _sequences)
            Ends(sequence, spans, masked: true, spans.MaskSpan);
    }

    private static bool Ends(Part[] parts, ConceptSpans spans, bool masked, Action<int, int>? all)
    {
        foreach (var part in parts)
        {
            if (part.Concept >= 0 && !part.Optional && !spans.Any(part.Concept))
                return false;
        }

        // reached[i] is 1 + the earliest start of a match so far that ends before word i; 0 where none does.
        var size = spans.Count + 1;
        var reached = new int[size];
        for (var i = 0; i < size; i++)
            reached[i] = i + 1;
        foreach (var part in parts)
        {
            var from = part.Gap > 0 ? spans.Spread(reached, part.Gap) : reached;
            var next = part.Optional ? (int[])from.Clone() : new int[size];
            switch (part.Concept)
            {
                case Part.Start:
                    next[0] = from[0];
                    break;
                case Part.End:
                    for (var i = spans.ContentEnd; i < size; i++)
                        next[i] = from[i];
                    break;
                default:
                    foreach (var (start, end) in spans.Of(part.Concept))
                    {
                        if (from[start] != 0 && !(masked && spans.Masked(start, end)) && (next[end] == 0 || next[end] > from[start]))
                            next[end] = from[start];
                    }

                    break;
            }

            reached = next;
        }

        var found = false;
        for (var i = 0; i < size; i++)
        {
            if (reached[i] == 0)
                continue;
            found = true;
            if (all is null)
                return true;
            all(reached[i] - 1, i);
        }

        return found;
    }

    private static Part[] ParseSequence(string written, Func<string, int> concept)
    {
        var parts = new List<Part>();
        var gap = 0;
        foreach (var word in Words(written))
        {
            switch (word)
            {
                case "..":
                    gap = NearGap;
                    continue;
                case "...":
                    gap = FarGap;
                    continue;
                case "^":
                    parts.Add(new Part(Part.Start, false, gap));
                    break;
                case "$":
                    parts.Add(new Part(Part.End, false, gap));
                    break;
                default:
                    var optional = word.Length > 1 && word.EndsWith('?');
                    parts.Add(new Part(concept(optional ? word[..^1] : word), optional, gap));
                    break;
            }

            gap = 0;
        }

        return parts.Count > 0 ? [.. parts] : throw new FormatException("The pattern is empty.");
    }

    /// <summary>Splits at spaces outside brackets.</summary>
    private static IEnumerable<string> Words(string written)
    {
        var start = 0;
        var depth = 0;
        for (var i = 0; i <= written.Length; i++)
        {
            var c = i < written.Length ? written[i] : ' ';
            depth += c switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth < 0 || (i == written.Length && depth > 0))
                throw new FormatException("A bracket is not closed.");
            if (c != ' ' || depth > 0)
                continue;
            if (i > start)
                yield return written[start..i];
            start = i + 1;
        }
    }

    private readonly record struct Part(int Concept, bool Optional, int Gap)
    {
        public const int Start = -1;
        public const int End = -2;
    }
}
