namespace Chatbot.Search;

/// <summary>Collects documents and builds an immutable index of them.</summary>
public sealed class SearchIndexBuilder(SearchSchema schema)
{
    private readonly List<string> _ids = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<IReadOnlyList<Token>>[] _fields = [.. schema.Fields.Select(_ => new List<IReadOnlyList<Token>>())];

    /// <summary>Throws <see cref="ArgumentException"/> for an id that is there already or another number of texts than fields.</summary>
    public void Add(SearchDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.FieldTexts.Count != _fields.Length)
            throw new ArgumentException($"The document '{document.Id}' has {document.FieldTexts.Count} texts for {_fields.Length} fields.", nameof(document));
        if (!_seen.Add(document.Id))
            throw new ArgumentException($"The document '{document.Id}' is there twice.", nameof(document));
        _ids.Add(document.Id);
        for (var field = 0; field < _fields.Length; field++)
            _fields[field].Add(EnglishAnalyzer.Instance.Analyze(document.FieldTexts[field]));
    }

    public SearchIndex Build() => new(schema, [.. _ids], [.. _fields.Select(FieldPostings.Build)]);
}
