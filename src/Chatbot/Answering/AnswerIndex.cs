using Chatbot.Knowledge;
using Chatbot.Search;

namespace Chatbot.Answering;

/// <summary>A sentence and where it stands.</summary>
internal sealed record SentenceRef(Article Article, Passage Passage, Sentence Sentence)
{
    public string Slice => Article.Text[Sentence.Start..Sentence.End];
}

/// <summary>
/// Everything that answering looks things up in, built once from a <see cref="Library"/> and never changed: passages by
/// their words, authored questions by likeness, sentences by fact.
/// </summary>
internal sealed class AnswerIndex
{
    /// <summary>How many texts must use a word for a misspelled one to be taken for it.</summary>
    private const int TextsOfAWord = 4;

    private readonly Dictionary<string, List<SentenceRef>> _sentencesByFact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Passage> _passages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PreparedSentences> _prepared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SentenceRef> _byAddress = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _topicByFact;

    /// <summary>Built beside the rest: only the first question needs it.</summary>
    private readonly Task<TextSpelling> _spelling;
    private readonly Dictionary<string, Dictionary<string, double>> _together;

    public AnswerIndex(Library library, QuestionModel model)
    {
        (Library, Model) = (library, model);
        Mentions = new Mention(library);
        foreach (var article in library.Articles)
        {
            foreach (var passage in article.Sections.SelectMany(section => section.Passages))
            {
                _passages.Add(passage.Id, passage);
                _prepared.Add(passage.Id, PreparedSentences.Of(passage.Sentences.Select(sentence => article.Text[sentence.Start..sentence.End])));
                foreach (var sentence in passage.Sentences)
                {
                    var place = new SentenceRef(article, passage, sentence);
                    Sentences.Add(place);
                    _byAddress[$"{article.Id}#{sentence.Anchor}"] = place;
                    foreach (var fact in sentence.Facts)
                        CollectionOf(fact).Add(place);
                }
            }
        }

        _spelling = Task.Run(() => SpellingOf(library, [.. Sentences.Select(place => place.Slice)]));
        _topicByFact = TopicsOfFacts(library);
        _together = AskedTogether(library);
        Passages = BuildPassageIndex(library);
        ArticleOfFact = [.. model.Classes.Names.Take(model.Classes.Facts).Select(fact => Stating(fact) is [var place, ..] ? place.Article.Id : "")];
        FactNumbers = [.. Sentences.Select(place => place.Sentence.Facts.Select(model.Classes.Number).ToArray())];
    }

    public Library Library { get; }

    public List<SentenceRef> Sentences { get; } = [];

    /// <summary>Two fields: heading with the authored questions, and the whole passage.</summary>
    public SearchIndex Passages { get; }

    /// <summary>Which article a message names.</summary>
    public Mention Mentions { get; }

    /// <summary>What a misspelled word was meant to be, among the words of questions and articles.</summary>
    public TextSpelling Spelling => _spelling.GetAwaiter().GetResult();

    /// <summary>What a question asks for.</summary>
    public QuestionModel Model { get; }

    /// <summary>For each fact among the model's classes the article that states it.</summary>
    public IReadOnlyList<string> ArticleOfFact { get; }

    /// <summary>For each of <see cref="Sentences"/> the numbers of its facts among the model's classes.</summary>
    public IReadOnlyList<int[]> FactNumbers { get; }

    public Passage Passage(string id) => _passages[id];

    /// <summary>The sentence of a passage that holds most of what a query asks for.</summary>
    /// <param name="id">The passage.</param>
    /// <param name="weights">Of the query's terms.</param>
    public Sentence BestSentence(string id, IReadOnlyDictionary<string, double> weights) => _passages[id].Sentences[_prepared[id].Best(weights)];

    /// <summary>The sentences that state a fact; empty when none does.</summary>
    public IReadOnlyList<SentenceRef> Stating(string fact) => _sentencesByFact.TryGetValue(fact, out var places) ? places : [];

    /// <summary>The topic under which most authored questions ask for a fact.</summary>
    public string? TopicOf(string fact) => _topicByFact.GetValueOrDefault(fact);

    /// <summary>A sentence by its address, <c>gateway-solutions#s12</c>; null when there is none.</summary>
    public SentenceRef? At(string address) => _byAddress.GetValueOrDefault(address);

    /// <summary>How often questions that the first facts answer are answered by the second ones too, 0 to 1, at the best pair.</summary>
    public double Together(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        var best = 0.0;
        foreach (var fact in first)
        {
            if (!_together.TryGetValue(fact, out var others))
                continue;
            foreach (var other in second)
                best = Math.Max(best, others.GetValueOrDefault(other));
        }

        return best;
    }

    private List<SentenceRef> CollectionOf(string fact)
    {
        if (!_sentencesByFact.TryGetValue(fact, out var places))
            _sentencesByFact.Add(fact, places = []);
        return places;
    }

    private static Dictionary<string, Dictionary<string, double>> AskedTogether(Library library)
    {
        var together = new Dictionary<string, Dictionary<string, double>>(StringComparer.Ordinal);
        var asked = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var question in library.Questions)
        {
            foreach (var fact in question.Facts)
            {
                asked[fact] = asked.GetValueOrDefault(fact) + 1;
                if (!together.TryGetValue(fact, out var others))
                    together.Add(fact, others = new Dictionary<string, double>(StringComparer.Ordinal));
                foreach (var other in question.Facts)
                    others[other] = others.GetValueOrDefault(other) + 1;
            }
        }

        foreach (var (fact, others) in together)
        {
            foreach (var other in others.Keys.ToList())
                others[other] /= asked[fact];
        }

        return together;
    }

    private static Dictionary<string, string> TopicsOfFacts(Library library) =>
        library.Questions
            .SelectMany(question => question.Facts.Select((fact, i) => (Fact: fact, question.Topic, Weight: i == 0 ? 5 : 1)))
            .GroupBy(vote => vote.Fact, StringComparer.Ordinal)
            .ToDictionary(
                votes => votes.Key,
                votes => votes.GroupBy(vote => vote.Topic, StringComparer.Ordinal)
                    .OrderByDescending(topic => topic.Sum(vote => vote.Weight))
                    .ThenBy(topic => topic.Key, StringComparer.Ordinal)
                    .First().Key,
                StringComparer.Ordinal);

    private static TextSpelling SpellingOf(Library library, IReadOnlyList<string> sentences)
    {
        // The names of clinics, towns and persons are right, however seldom they are written.
        var names = library.Articles.SelectMany(article => article.Names).SelectMany(name => Enumerable.Repeat(name, TextsOfAWord));
        var texts = AskedText.Of(library).Select(asked => asked.Text).Concat(sentences).Concat(names);
        return TextSpelling.Of(texts, library.Folder is { } folder ? EnglishWords.Read(folder) : CommonWords.None, TextsOfAWord);
    }

    private static SearchIndex BuildPassageIndex(Library library)
    {
        var questionsByFact = library.Questions
            .SelectMany(question => question.Facts.Select(fact => (fact, question.Text)))
            .ToLookup(pair => pair.fact, pair => pair.Text, StringComparer.Ordinal);
        var builder = new SearchIndexBuilder(new SearchSchema
        {
            Fields =
            [
                new SearchField { Name = "heading and questions", Weight = 1, QuestionWordWeight = 0.3 },
                new SearchField { Name = "passage", Weight = 1, QuestionWordWeight = 0.3 },
            ],
            Synonyms = SynonymMap.Create(library.Language.Synonyms),
        });
        foreach (var article in library.Articles)
        {
            foreach (var passage in article.Sections.SelectMany(section => section.Passages))
            {
                var questions = passage.Sentences.SelectMany(s => s.Facts).Distinct(StringComparer.Ordinal).SelectMany(fact => questionsByFact[fact]);
                builder.Add(new SearchDocument(passage.Id, [string.Join('\n', questions.Prepend(passage.Heading)), article.Text[passage.Start..passage.End]]));
            }
        }

        return builder.Build();
    }
}
