using Chatbot.Answering;
using Chatbot.Conversations;
using Chatbot.Knowledge;

namespace Chatbot.Pages;

/// <summary>A question of a topic with the very reply that the chat gives to it. Questions that have the same reply are one, in several wordings.</summary>
internal sealed record AnsweredQuestion(IReadOnlyList<string> Wordings, Reply Reply, DifferTable? Differ)
{
    /// <summary>True for a quotation that no row of the table holds: a warning beside it.</summary>
    public bool StandsApart(Citation citation) => Differ is null || !Differ.Rows.Any(row => row.Holds(citation));
}

/// <summary>All sentences of one article that speak of a topic, in the article's order.</summary>
internal sealed record ArticleSentences(Article Article, IReadOnlyList<CitedSentence> Sentences)
{
    public IEnumerable<SectionSentences> Sections => SectionSentences.Of(Sentences);
}

/// <summary>A sentence and where it stands.</summary>
internal sealed record CitedSentence(Article Article, string Section, Sentence Sentence)
{
    public string Text => Article.Text[Sentence.Start..Sentence.End];

    public string Url => $"/articles/{Article.Id}?mark={Sentence.Start}-{Sentence.End}#{Sentence.Anchor}";
}

/// <summary>A point on which the articles differ, as a table.</summary>
internal sealed record DifferTable(Difference Difference, string? OurRule, IReadOnlyList<DifferRow> Rows);

internal sealed record DifferRow(Article Article, string? Measures, IReadOnlyList<CitedSentence> Sentences)
{
    /// <summary>Sentences that follow each other in one section, which then is named once.</summary>
    public IEnumerable<SectionSentences> Sections => SectionSentences.Of(Sentences);

    public bool Holds(Citation citation) => string.Equals(citation.Article, Article.Id, StringComparison.Ordinal) && Sentences.Any(place => place.Sentence.Start >= citation.Start && place.Sentence.Start < citation.End);
}

/// <summary>Sentences of one section, and where the first of them stands.</summary>
internal sealed record SectionSentences(string Section, IReadOnlyList<CitedSentence> Sentences)
{
    public string Url => Sentences[0].Url;

    /// <summary>In the order given; a section that comes back later is named again.</summary>
    public static IEnumerable<SectionSentences> Of(IEnumerable<CitedSentence> sentences)
    {
        var run = new List<CitedSentence>();
        foreach (var sentence in sentences)
        {
            if (run.Count > 0 && !string.Equals(run[0].Section, sentence.Section, StringComparison.Ordinal))
            {
                yield return new SectionSentences(run[0].Section, run);
                run = [];
            }

            run.Add(sentence);
        }

        if (run.Count > 0)
            yield return new SectionSentences(run[0].Section, run);
    }
}

/// <summary>All that a topic's page shows.</summary>
internal sealed record TopicPage
{
    public required TopicCard Card { get; init; }

    public required IReadOnlyList<AnsweredQuestion> Questions { get; init; }

    public required IReadOnlyList<DifferTable> Differences { get; init; }

    public required IReadOnlyList<ArticleSentences> Articles { get; init; }

    /// <summary>"Driving and machinery".</summary>
    public string Heading => char.ToUpperInvariant(Card.Name[0]) + Card.Name[1..];
}

/// <summary>The topics as pages, from the same library and by the same turn as the chat: what one shows, the other shows.</summary>
internal sealed class TopicPages
{
    private readonly Dictionary<string, TopicPage> _pages = new(StringComparer.Ordinal);

    public TopicPages(Library library, Turn turn)
    {
        var places = Places(library);
        var tables = library.Differences.Select(difference => Table(difference, library, places)).ToList();
        var topicOf = TopicOfFacts(library);
        foreach (var card in library.Topics)
        {
            var page = new TopicPage
            {
                Card = card,
                Questions = [.. card.Questions.Select(question => Answered(question, turn, tables)).GroupBy(answered => ReplyKey(answered.Reply), StringComparer.Ordinal).Select(same => same.First() with { Wordings = [.. same.SelectMany(one => one.Wordings)] })],
                Differences = [.. tables.Where(table => string.Equals(table.Difference.Topic, card.Id, StringComparison.Ordinal))],
                Articles = [.. library.Articles
                    .Select(article => new ArticleSentences(article, SentencesOn(card.Id, article, topicOf)))
                    .Where(found => found.Sentences.Count > 0)],
            };
            if (page.Articles.Count > 0)
                _pages.Add(card.Id, page);
        }

        All = [.. library.Topics.Select(card => _pages.GetValueOrDefault(card.Id)).OfType<TopicPage>()];
        Total = library.Articles.Count;
    }

    /// <summary>In the order of <c>topics.yaml</c>; topics without a sentence are left out.</summary>
    public IReadOnlyList<TopicPage> All { get; }

    /// <summary>How many articles there are.</summary>
    public int Total { get; }

    public TopicPage? Find(string id) => _pages.GetValueOrDefault(id);

    private static AnsweredQuestion Answered(string question, Turn turn, List<DifferTable> tables)
    {
        var reply = turn.Take(ConversationState.Fresh, question).Reply;
        var table = reply.Kind == ReplyKind.Differ ? tables.FirstOrDefault(t => string.Equals($"differ:{t.Difference.Id}", reply.Rule, StringComparison.Ordinal)) : null;
        return new AnsweredQuestion([question], reply, table);
    }

    /// <summary>The same for replies that show the same: one table, or the same quotations.</summary>
    private static string ReplyKey(Reply reply) =>
        reply.Kind == ReplyKind.Differ ? reply.Rule : $"{reply.Rule} {string.Join(' ', reply.Citations.Select(citation => citation.Url))}";

    private static DifferTable Table(Difference difference, Library library, Dictionary<(string Article, string Fact), CitedSentence> places)
    {
        var rows = difference.Positions
            .Select(position => new DifferRow(
                library.Find(position.Article)!,
                position.Measures,
                [.. position.Facts.Select(fact => places.GetValueOrDefault((position.Article, fact))).OfType<CitedSentence>().DistinctBy(place => place.Sentence.Start)]))
            .Where(row => row.Sentences.Count > 0)
            .ToList();
        var ourRule = string.Equals(difference.Topic, "driving", StringComparison.Ordinal) ? library.Clinic.DrivingRule : null;
        return new DifferTable(difference, ourRule, rows);
    }

    /// <summary>The first sentence of each article that states a fact.</summary>
    private static Dictionary<(string Article, string Fact), CitedSentence> Places(Library library)
    {
        var places = new Dictionary<(string Article, string Fact), CitedSentence>();
        foreach (var article in library.Articles)
        {
            foreach (var passage in article.Sections.SelectMany(section => section.Passages))
            {
                foreach (var sentence in passage.Sentences)
                {
                    foreach (var fact in sentence.Facts)
                        places.TryAdd((article.Id, fact), new CitedSentence(article, passage.Heading, sentence));
                }
            }
        }

        return places;
    }

    private static List<CitedSentence> SentencesOn(string topic, Article article, Dictionary<string, string> topicOf)
    {
        var said = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. from passage in article.Sections.SelectMany(section => section.Passages)
               from sentence in passage.Sentences
               // A fact may stand at several sentences; the first one is enough here.
               let fresh = sentence.Facts.Where(fact => string.Equals(topicOf.GetValueOrDefault(fact), topic, StringComparison.Ordinal)).Where(said.Add).ToList()
               where fresh.Count > 0
               select new CitedSentence(article, passage.Heading, sentence),
        ];
    }

    /// <summary>The topic under which most authored questions ask for a fact; the fact that a question names first counts twice.</summary>
    private static Dictionary<string, string> TopicOfFacts(Library library) =>
        library.Questions
            .SelectMany(question => question.Facts.Select((fact, i) => (Fact: fact, question.Topic, Weight: i == 0 ? 2 : 1)))
            .GroupBy(vote => vote.Fact, StringComparer.Ordinal)
            .ToDictionary(
                votes => votes.Key,
                votes => votes.GroupBy(vote => vote.Topic, StringComparer.Ordinal)
                    .OrderByDescending(topic => topic.Sum(vote => vote.Weight)).ThenBy(topic => topic.Key, StringComparer.Ordinal).First().Key,
                StringComparer.Ordinal);
}
