namespace Chatbot.Search;

/// <summary>Takes one field's documents in order and lays out its postings.</summary>
internal sealed class FieldPostingsBuilder
{
    /// <summary>Pairs of term and frequency, document after document.</summary>
    private readonly IntStore _entries = new();
    private readonly List<int> _lengths = [];
    private readonly List<int> _distinct = [];
    private int[] _documentFrequencies = new int[256];

    // While a document is read: where its count of a term stands, and in which document that was written.
    private int[] _slots = new int[256];
    private int[] _writtenFor = new int[256];
    private int[] _terms = new int[256];
    private int[] _counts = new int[256];

    /// <param name="terms">Term numbers; negative ones are stop words and do not count.</param>
    /// <param name="vocabularySize">Above every number.</param>
    public void Add(ReadOnlySpan<int> terms, int vocabularySize)
    {
        if (_slots.Length < vocabularySize)
            MakeRoom(vocabularySize);
        var stamp = _lengths.Count + 1;
        var (length, distinct) = (0, 0);
        foreach (var term in terms)
        {
            if (term < 0)
                continue;
            length++;
            if (_writtenFor[term] == stamp)
            {
                _counts[_slots[term]]++;
                continue;
            }

            if (distinct == _terms.Length)
            {
                Array.Resize(ref _terms, distinct * 2);
                Array.Resize(ref _counts, distinct * 2);
            }

            (_writtenFor[term], _slots[term]) = (stamp, distinct);
            (_terms[distinct], _counts[distinct]) = (term, 1);
            _documentFrequencies[term]++;
            distinct++;
        }

        for (var i = 0; i < distinct; i++)
        {
            _entries.Add(_terms[i]);
            _entries.Add(_counts[i]);
        }

        _lengths.Add(length);
        _distinct.Add(distinct);
    }

    /// <param name="vocabularySize">Above every number.</param>
    /// <param name="windows">As in <see cref="FieldPostings"/>.</param>
    public FieldPostings Build(int vocabularySize, bool? windows = null)
    {
        if (_slots.Length < vocabularySize)
            MakeRoom(vocabularySize);
        var offsets = new int[vocabularySize + 1];
        for (var term = 0; term < vocabularySize; term++)
            offsets[term + 1] = checked(offsets[term] + _documentFrequencies[term]);
        var next = offsets.AsSpan(0, vocabularySize).ToArray();
        var documents = new int[offsets[^1]];
        var impacts = new ImpactsBuilder(offsets[^1], AverageLength(out var documentsWithField));
        var at = 0L;
        for (var document = 0; document < _lengths.Count; document++)
        {
            impacts.BeginDocument(_lengths[document]);
            for (var i = 0; i < _distinct[document]; i++, at += 2)
            {
                var posting = next[_entries[at]]++;
                documents[posting] = document;
                impacts.Set(posting, _entries[at + 1]);
            }
        }

        return new FieldPostings(offsets, documents, impacts.Build(), _lengths.Count, documentsWithField, windows);
    }

    private float AverageLength(out int documentsWithField)
    {
        documentsWithField = _lengths.Count(length => length > 0);
        return documentsWithField == 0 ? 1f : (float)(_lengths.Sum(length => (long)length) / (double)documentsWithField);
    }

    private void MakeRoom(int terms)
    {
        var size = Math.Max(terms, _slots.Length * 2);
        Array.Resize(ref _slots, size);
        Array.Resize(ref _writtenFor, size);
        Array.Resize(ref _documentFrequencies, size);
    }
}
