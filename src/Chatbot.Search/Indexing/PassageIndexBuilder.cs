using Chatbot.Search.Encoding;

namespace Chatbot.Search;

/// <summary>A passage to be found: what stands above it, and its text.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Title">A heading, a title, or questions that the passage answers, one a line; may be empty.</param>
/// <param name="Text">May be empty.</param>
public sealed record SearchPassage(string Id, string Title, string Text)
{
    /// <summary>What the passage is about; passages of one topic back each other. By default the title.</summary>
    public string? Topic { get; init; }
}

/// <summary>
/// Builds an index of passages with everything that has paid off when measured: the title and the whole passage as fields,
/// question words weighted down, and the refinement by topic, likeness, meaning and proximity. What each brings stands in the
/// README of this project.
/// </summary>
public sealed class PassageIndexBuilder
{
    private readonly SearchIndexBuilder _builder;

    /// <param name="synonyms">Lay words and synonyms; null for none.</param>
    /// <param name="spelling">How misspelled words are understood; null to take them as they are.</param>
    /// <param name="encoder">For nearness in meaning; null to do without.</param>
    public PassageIndexBuilder(SynonymMap? synonyms = null, Spelling? spelling = null, ITextEncoder? encoder = null)
        : this(Schema(synonyms, spelling), encoder)
    {
    }

    /// <summary>With a schema of one's own, which has the two fields of <see cref="Schema"/>.</summary>
    public PassageIndexBuilder(SearchSchema schema, ITextEncoder? encoder = null) => _builder = new SearchIndexBuilder(schema, encoder);

    /// <summary>The schema: fields "title" and "passage", weights tuned on the odd queries of two sets.</summary>
    public static SearchSchema Schema(SynonymMap? synonyms = null, Spelling? spelling = null) => new()
    {
        Fields =
        [
            new SearchField { Name = "title", Weight = 0.8, QuestionWordWeight = 0.6 },
            new SearchField { Name = "passage", Weight = 0.8, QuestionWordWeight = 0.3 },
        ],
        QuestionWords = QuestionWords.Wide,
        Synonyms = synonyms ?? SynonymMap.Empty,
        Spelling = spelling,
        Refinement = new Refinement { TopicWeight = 0.7, LikenessWeight = 0.45, MeaningWeight = 0.3, ProximityWeight = 0.05 },
    };

    /// <summary>Throws <see cref="ArgumentException"/> for an id that is there already.</summary>
    public void Add(SearchPassage passage)
    {
        ArgumentNullException.ThrowIfNull(passage);
        var title = passage.Title.Trim();
        _builder.Add(new SearchDocument(passage.Id, [title, title.Length == 0 ? passage.Text : $"{title}\n{passage.Text}"])
        {
            Topic = passage.Topic ?? (title.Length == 0 ? null : title.ToLowerInvariant()),
        });
    }

    public SearchIndex Build() => _builder.Build();
}
