namespace Chatbot.Triage;

/// <summary>Where each concept stands in one message. Positions count words; spans are half-open.</summary>
internal sealed class ConceptSpans
{
    private static readonly List<(int Start, int End)> None = [];

    private readonly IReadOnlyList<string> _words;
    private readonly List<(int Start, int End)>?[] _spans;
    private readonly bool[] _masked;

    public ConceptSpans(IReadOnlyList<string> words, int concepts)
    {
        _words = words;
        _spans = new List<(int, int)>?[concepts];
        _masked = new bool[words.Count];
        ContentEnd = words.Count;
        while (ContentEnd > 0 && words[ContentEnd - 1] is "." or "?")
            ContentEnd--;
    }

    public int Count => _words.Count;

    /// <summary>Where only sentence marks follow.</summary>
    public int ContentEnd { get; }

    public IReadOnlyList<string> Words => _words;

    /// <summary>True when an idiom covers part of the message.</summary>
    public bool AnyMasked => Array.IndexOf(_masked, true) >= 0;

    public void Add(int concept, int start, int end) => (_spans[concept] ??= []).Add((start, end));

    public bool Any(int concept) => _spans[concept] is not null;

    public IReadOnlyList<(int Start, int End)> Of(int concept) => _spans[concept] ?? None;

    public bool Masked(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (_masked[i])
                return true;
        }

        return false;
    }

    public void MaskSpan(int start, int end) => Array.Fill(_masked, true, start, end - start);

    /// <summary>Carries each reached position up to <paramref name="gap"/> words on, within its sentence.</summary>
    public int[] Spread(int[] reached, int gap)
    {
        var result = new int[reached.Length];
        for (var i = 0; i < reached.Length; i++)
        {
            if (reached[i] == 0)
                continue;
            for (var at = i; at < reached.Length && at <= i + gap; at++)
            {
                if (at > i && _words[at - 1] is "." or "?")
                    break;
                if (result[at] == 0 || result[at] > reached[i])
                    result[at] = reached[i];
            }
        }

        return result;
    }
}
