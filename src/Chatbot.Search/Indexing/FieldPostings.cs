namespace Chatbot.Search;

/// <summary>
/// One field's inverted index in flat arrays: the postings of term t are entries Offsets[t] to Offsets[t+1]. A posting is a
/// document and its impact, tf / (tf + norm): BM25 but for the factor idf, worked out once. Immutable.
/// </summary>
internal sealed class FieldPostings
{
    /// <summary>How many documents are known to reach <see cref="PostingList.LeastOfBest"/>.</summary>
    public const int Best = 10;

    /// <summary>A term in one document of so many has its postings by windows too.</summary>
    private const int FrequentPart = 64;

    private const float K1 = 1.2f;
    private const float B = 0.75f;

    private readonly int[] _offsets;
    private readonly int[] _documents;
    private readonly Impacts _impacts;
    private readonly float[] _largest;
    private readonly float[] _leastOfBest;
    private readonly float[] _idf;
    private readonly Dictionary<int, PostingWindows> _windows = [];
    private readonly float _unknownIdf;

    /// <param name="offsets">Where each term's postings begin, and where the last one's end.</param>
    /// <param name="documents">Of each posting.</param>
    /// <param name="impacts">Of each posting.</param>
    /// <param name="documentCount">How many documents there are.</param>
    /// <param name="documentsWithField">How many of them have a word in the field.</param>
    /// <param name="windows">True to keep the windows of frequent terms, false not to; null decides by the number of documents.</param>
    public FieldPostings(int[] offsets, int[] documents, Impacts impacts, int documentCount, int documentsWithField, bool? windows = null)
    {
        (_offsets, _documents, _impacts) = (offsets, documents, impacts);
        _unknownIdf = Idf(0, documentsWithField);
        _idf = new float[offsets.Length - 1];
        _largest = new float[offsets.Length - 1];
        _leastOfBest = new float[offsets.Length - 1];
        Span<float> best = stackalloc float[Best];
        for (var term = 0; term < _largest.Length; term++)
        {
            best.Clear();
            for (var posting = offsets[term]; posting < offsets[term + 1]; posting++)
            {
                if (impacts[posting] > best[^1])
                    Insert(best, impacts[posting]);
            }

            (_largest[term], _leastOfBest[term]) = (best[0], best[^1]);
            _idf[term] = Idf(DocumentFrequency(term), documentsWithField);
            if ((windows ?? DocumentScorer.Skips(documentCount)) && DocumentFrequency(term) > documentCount / FrequentPart)
                _windows.Add(term, new PostingWindows(Documents(term), impacts, offsets[term], documentCount));
        }
    }

    /// <summary>BM25Similarity: k1 * (1 - b + b * length / average), from the length as Lucene has rounded it.</summary>
    public static float LengthFactor(int length, float average) => K1 * (1 - B + (B * LengthNorm.Quantise(length) / average));

    /// <summary>In order. Empty for a negative term.</summary>
    public ReadOnlySpan<int> Documents(int term) => term < 0 ? [] : _documents.AsSpan(_offsets[term], _offsets[term + 1] - _offsets[term]);

    /// <summary>The postings of a term, as a list that a scorer walks.</summary>
    /// <param name="term">Not negative.</param>
    /// <param name="factor">What impacts are multiplied with.</param>
    public PostingList List(int term, float factor) => new()
    {
        Documents = _documents,
        Impacts = _impacts,
        Start = _offsets[term],
        End = _offsets[term + 1],
        Factor = factor,
        Largest = _largest[term] * factor,
        LeastOfBest = _leastOfBest[term] * factor,
        Windows = _windows.GetValueOrDefault(term),
    };

    public int DocumentFrequency(int term) => term < 0 ? 0 : _offsets[term + 1] - _offsets[term];

    /// <summary>Lucene's idf of a term, the highest for one that no document holds.</summary>
    public float Idf(int term) => term < 0 ? _unknownIdf : _idf[term];

    /// <summary>The impact of a term in one document; 0 when it does not hold it.</summary>
    public float ImpactIn(int term, int document)
    {
        var at = Documents(term).BinarySearch(document);
        return at < 0 ? 0 : _impacts[_offsets[term] + at];
    }

    /// <summary>ln(1 + (N - df + 0.5) / (df + 0.5)), N counting documents that have the field.</summary>
    private static float Idf(int documentFrequency, int documents) => (float)Math.Log(1 + ((documents - documentFrequency + 0.5) / (documentFrequency + 0.5)));

    private static void Insert(Span<float> best, float impact)
    {
        var at = best.Length - 1;
        while (at > 0 && best[at - 1] < impact)
        {
            best[at] = best[at - 1];
            at--;
        }

        best[at] = impact;
    }
}
