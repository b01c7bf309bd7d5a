using Chatbot.Search.Encoding;

namespace Chatbot.Search;

/// <summary>Collects documents and builds an immutable index of them. Texts are read at once and not kept.</summary>
public sealed class SearchIndexBuilder
{
    private readonly SearchSchema _schema;
    private readonly List<string> _ids = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Vocabulary _vocabulary = new();
    private readonly TermReader _reader;
    private readonly FieldPostingsBuilder[] _fields;
    private readonly TopicMap _topics = new();
    private readonly List<int[]>? _streams;
    private readonly LineLikenessBuilder? _lines;
    private readonly ITextEncoder? _encoder;
    private bool _built;

    /// <param name="schema">What the index is made of.</param>
    /// <param name="encoder">For <see cref="Refinement.MeaningWeight"/>; it encodes every line of the first field while the index is built, and each query.</param>
    public SearchIndexBuilder(SearchSchema schema, ITextEncoder? encoder = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.Fields.Count == 0)
            throw new ArgumentException("A schema needs a field at least.", nameof(schema));
        _schema = schema;
        _reader = new TermReader(_vocabulary);
        _fields = [.. schema.Fields.Select(_ => new FieldPostingsBuilder())];
        if (schema.Refinement is { } refinement)
        {
            _streams = [];
            _encoder = refinement.MeaningWeight > 0 ? encoder : null;
            if (refinement.LikenessWeight > 0 || _encoder is not null)
                _lines = new LineLikenessBuilder();
        }
    }

    /// <summary>Throws <see cref="ArgumentException"/> for an id that is there already or another number of texts than fields.</summary>
    public void Add(SearchDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        ObjectDisposedException.ThrowIf(_built, this);
        if (document.FieldTexts.Count != _fields.Length)
            throw new ArgumentException($"The document '{document.Id}' has {document.FieldTexts.Count} texts for {_fields.Length} fields.", nameof(document));
        if (!_seen.Add(document.Id))
            throw new ArgumentException($"The document '{document.Id}' is there twice.", nameof(document));
        _ids.Add(document.Id);
        _topics.Add(document.Topic);
        for (var field = 0; field < _fields.Length; field++)
        {
            var terms = _reader.Read(document.FieldTexts[field]);
            _fields[field].Add(terms, _vocabulary.Count);
            if (field == _fields.Length - 1)
                _streams?.Add(terms.ToArray());
        }

        _lines?.Add(document.FieldTexts[0]);
    }

    /// <summary>Builds the index; afterwards nothing can be added.</summary>
    public SearchIndex Build()
    {
        ObjectDisposedException.ThrowIf(_built, this);
        _built = true;
        _vocabulary.TrimExcess();
        FieldPostings[] fields = [.. _fields.Select(field => field.Build(_vocabulary.Count))];
        return new SearchIndex(new IndexParts
        {
            Schema = _schema,
            Ids = [.. _ids],
            Vocabulary = _vocabulary,
            Spellings = Spellings.Of(_reader.Words, _schema.QuestionWords),
            Fields = fields,
            Weights = [.. _schema.Fields.Select(field => field.Weight)],
            QuestionWordWeights = [.. _schema.Fields.Select(field => field.Weight * field.QuestionWordWeight)],
            Topics = _topics,
            TopicPostings = _schema.Refinement is { TopicWeight: > 0 } ? BuildTopics() : null,
            Streams = _streams is null ? null : Flatten(_streams),
            Likeness = _schema.Refinement is { LikenessWeight: > 0 } ? _lines!.Build() : null,
            Meaning = _encoder is null ? null : LineMeaning.Of(_encoder, _lines!.Lines, _lines.OfDocuments),
            Spelling = _schema.Spelling is { } rules ? new SpellingCorrector(Lexicon.Create(_reader.Words, term => fields.Max(field => field.DocumentFrequency(term))), rules) : null,
        });
    }

    /// <summary>A topic's text is that of all its documents, one after the other.</summary>
    private FieldPostings BuildTopics()
    {
        var documents = new List<int>[_topics.Count];
        for (var document = 0; document < _ids.Count; document++)
            (documents[_topics[document]] ??= []).Add(document);
        var postings = new FieldPostingsBuilder();
        foreach (var topic in documents)
            postings.Add(topic.Count == 1 ? _streams![topic[0]] : [.. topic.SelectMany(document => _streams![document])], _vocabulary.Count);
        return postings.Build(_vocabulary.Count);
    }

    private static TermStreams Flatten(List<int[]> streams)
    {
        var offsets = new long[streams.Count + 1];
        for (var document = 0; document < streams.Count; document++)
            offsets[document + 1] = offsets[document] + streams[document].Length;
        var terms = new int[offsets[^1]];
        for (var document = 0; document < streams.Count; document++)
            streams[document].CopyTo(terms, offsets[document]);
        return new TermStreams(terms, offsets);
    }
}
