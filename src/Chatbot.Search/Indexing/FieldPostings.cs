namespace Chatbot.Search;

/// <summary>One field's inverted index in flat arrays: the postings of term t are entries Offsets[t] to Offsets[t+1].</summary>
internal sealed class FieldPostings
{
    private const float K1 = 1.2f;
    private const float B = 0.75f;

    private readonly Dictionary<string, int> _terms;
    private readonly int[] _offsets;
    private readonly int[] _documents;
    private readonly int[] _frequencies;
    private readonly float[] _lengthFactors;
    private readonly int _documentsWithField;

    private FieldPostings(Dictionary<string, int> terms, int[] offsets, int[] documents, int[] frequencies, int[] lengths)
    {
        (_terms, _offsets, _documents, _frequencies) = (terms, offsets, documents, frequencies);
        _documentsWithField = lengths.Count(length => length > 0);
        var average = _documentsWithField == 0 ? 1f : (float)(lengths.Sum(length => (long)length) / (double)_documentsWithField);

        // BM25Similarity: k1 * (1 - b + b * length / average), from the length as Lucene has rounded it.
        _lengthFactors = [.. lengths.Select(length => K1 * (1 - B + (B * LengthNorm.Quantise(length) / average)))];
    }

    /// <summary>Builds the postings of one field over all documents.</summary>
    public static FieldPostings Build(IReadOnlyList<IReadOnlyList<Token>> documents)
    {
        var terms = new Dictionary<string, int>(StringComparer.Ordinal);
        var lists = new List<List<(int Document, int Frequency)>>();
        for (var document = 0; document < documents.Count; document++)
        {
            foreach (var token in documents[document])
            {
                if (!terms.TryGetValue(token.Term, out var term))
                {
                    terms.Add(token.Term, term = lists.Count);
                    lists.Add([]);
                }

                var list = lists[term];
                if (list.Count > 0 && list[^1].Document == document)
                    list[^1] = (document, list[^1].Frequency + 1);
                else
                    list.Add((document, 1));
            }
        }

        var offsets = new int[lists.Count + 1];
        for (var term = 0; term < lists.Count; term++)
            offsets[term + 1] = offsets[term] + lists[term].Count;
        return new FieldPostings(
            terms,
            offsets,
            [.. lists.SelectMany(list => list.Select(posting => posting.Document))],
            [.. lists.SelectMany(list => list.Select(posting => posting.Frequency))],
            [.. documents.Select(tokens => tokens.Count)]);
    }

    public int DocumentFrequency(string term) => _terms.TryGetValue(term, out var t) ? _offsets[t + 1] - _offsets[t] : 0;

    /// <summary>Lucene's idf: ln(1 + (N - df + 0.5) / (df + 0.5)), N counting documents that have the field.</summary>
    public float Idf(int documentFrequency) =>
        (float)Math.Log(1 + ((_documentsWithField - documentFrequency + 0.5) / (documentFrequency + 0.5)));

    /// <summary>The score of one document for a term; 0 when it does not hold it.</summary>
    public float ScoreOf(string term, double weight, int document)
    {
        if (!_terms.TryGetValue(term, out var t))
            return 0;
        var at = Array.BinarySearch(_documents, _offsets[t], _offsets[t + 1] - _offsets[t], document);
        return at < 0 ? 0 : ScoreAt(at, Idf(_offsets[t + 1] - _offsets[t]), weight);
    }

    /// <summary>Writes each posting's score times <paramref name="weight"/> through <paramref name="take"/>.</summary>
    public void Score(string term, double weight, Action<int, float> take)
    {
        if (!_terms.TryGetValue(term, out var t))
            return;
        var idf = Idf(_offsets[t + 1] - _offsets[t]);
        for (var i = _offsets[t]; i < _offsets[t + 1]; i++)
            take(_documents[i], ScoreAt(i, idf, weight));
    }

    /// <summary>Lucene 8: idf * tf / (tf + norm), without the constant factor k1 + 1.</summary>
    private float ScoreAt(int posting, float idf, double weight)
    {
        var frequency = (float)_frequencies[posting];
        return (float)(weight * idf * (frequency / (frequency + _lengthFactors[_documents[posting]])));
    }
}
