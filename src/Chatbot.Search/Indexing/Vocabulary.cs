namespace Chatbot.Search;

/// <summary>The terms of an index, numbered from 0 in the order in which they were met; all fields share it.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly List<string> _terms = [];

    public Vocabulary() => _bySpan = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Count => _terms.Count;

    public string this[int number] => _terms[number];

    /// <summary>The number of a term; -1 when no document holds it.</summary>
    public int Find(ReadOnlySpan<char> term) => _bySpan.TryGetValue(term, out var number) ? number : -1;

    public int FindOrAdd(ReadOnlySpan<char> term)
    {
        if (_bySpan.TryGetValue(term, out var number))
            return number;
        var added = new string(term);
        _numbers.Add(added, _terms.Count);
        _terms.Add(added);
        return _terms.Count - 1;
    }

    public void TrimExcess()
    {
        _numbers.TrimExcess();
        _terms.TrimExcess();
    }
}
