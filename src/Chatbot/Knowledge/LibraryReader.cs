using Chatbot.Search;

namespace Chatbot.Knowledge;

/// <summary>
/// Reads the knowledge folder and checks that everything in it fits together. The first fault stops it with a
/// <see cref="KnowledgeException"/> that names file, line and fix.
/// </summary>
internal static class LibraryReader
{
    public static Library Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new KnowledgeException(folder, 1, "The knowledge folder is missing.", "Set Knowledge:Folder in appsettings.json to the folder that holds 'articles'.");

        var articles = ReadArticles(Path.Combine(folder, "articles"));
        var facts = FactIndex(articles);
        var clinic = Yaml.Read(Yaml.Camel, Path.Combine(folder, "clinic.yaml"), new ClinicProfile());
        return new Library
        {
            Folder = folder,
            Articles = articles,
            Questions = QuestionReader.ReadAnswerable(Path.Combine(folder, "questions"), facts),
            FollowUps = QuestionReader.ReadFollowUps(Path.Combine(folder, "questions"), facts),
            Unanswerable = QuestionReader.ReadUnanswerable(Path.Combine(folder, "questions")),
            Differences = ReadDifferences(Path.Combine(folder, "differences.yaml"), facts),
            Counterparts = ReadCounterparts(Path.Combine(folder, "counterparts.yaml"), facts),
            Topics = ReadTopics(Path.Combine(folder, "topics.yaml")),
            Language = ReadLanguage(Path.Combine(folder, "language")),
            Replies = FixedReplies.Load(Path.Combine(folder, "replies"), clinic.Country),
            Clinic = clinic,
        };
    }

    private static Article[] ReadArticles(string folder)
    {
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.md") : [];
        if (files.Length == 0)
            throw new KnowledgeException(folder, 1, "There is no article.", "Put at least one *.md file there; knowledge/README.md describes the format.");
        Array.Sort(files, StringComparer.Ordinal);
        return [.. files.Select(ArticleReader.Read)];
    }

    /// <summary>Fact mark to the id of the one article that holds it.</summary>
    private static Dictionary<string, string> FactIndex(IEnumerable<Article> articles)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var article in articles)
        {
            foreach (var fact in article.Sections.SelectMany(s => s.Passages).SelectMany(p => p.Sentences).SelectMany(s => s.Facts))
            {
                if (!facts.TryAdd(fact, article.Id) && !string.Equals(facts[fact], article.Id, StringComparison.Ordinal))
                    throw new KnowledgeException($"{article.Id}.md", 1, $"The fact {fact} is tied in {facts[fact]}.md as well.", "A fact belongs to one article; give one of the two another mark.");
            }
        }

        return facts;
    }

    private static List<Difference> ReadDifferences(string file, Dictionary<string, string> facts)
    {
        var differences = Yaml.Read(Yaml.Snake, file, new List<DifferenceFile>());
        return [.. differences.Select(Checked)];

        Difference Checked(DifferenceFile written)
        {
            var id = written.Id ?? throw new KnowledgeException(file, 1, "A point has no id.", "Add 'id: …'.");
            var positions = written.Positions ?? [];
            foreach (var fact in (written.Triggers ?? []).Concat(positions.SelectMany(p => p.Facts ?? [])))
                RequireFact(file, id, fact, facts);
            if (positions.Count < 2)
                throw Fault(file, id, "needs at least two positions", "Add one, or remove the point.");
            return new Difference
            {
                Id = id,
                Topic = written.Topic ?? throw Fault(file, id, "has no topic", "Add 'topic: …'."),
                Title = written.Title ?? id,
                Measures = written.Measures ?? throw Fault(file, id, "does not say what is measured", "Add 'measures: …'."),
                CautiousFirst = written.CautiousFirst,
                Triggers = written.Triggers ?? throw Fault(file, id, "has no triggers", "Add 'triggers: [facts]'."),
                Note = written.Note,
                Positions = [.. positions.Select(p => CheckedPosition(id, p))],
            };
        }

        Position CheckedPosition(string id, PositionFile position)
        {
            var article = position.Article ?? throw Fault(file, id, "has a position without an article", "Add 'article: …'.");
            var stated = position.Facts is { Count: > 0 } ? position.Facts : throw Fault(file, id, $"has no facts for {article}", "Add 'facts: […]'.");
            return stated.FirstOrDefault(fact => !string.Equals(facts[fact], article, StringComparison.Ordinal)) is { } foreign
                ? throw Fault(file, id, $"gives {article} the fact {foreign}, which {facts[foreign]} states", "Move it to that article's position.")
                : new Position { Article = article, Facts = stated, Measures = position.Measures };
        }
    }

    private static List<Counterpart> ReadCounterparts(string file, Dictionary<string, string> facts)
    {
        var pairs = Yaml.Read(Yaml.Snake, file, new List<CounterpartFile>());
        foreach (var pair in pairs)
        {
            foreach (var fact in (pair.Claims ?? []).Concat(pair.Beside ?? []))
                RequireFact(file, pair.Id ?? "?", fact, facts);
        }

        return [.. pairs.Select(pair => new Counterpart { Id = pair.Id ?? "", Claims = pair.Claims ?? [], Beside = pair.Beside ?? [] })];
    }

    private static List<TopicCard> ReadTopics(string file) =>
        [.. Yaml.Read(Yaml.Snake, file, new List<TopicFile>()).Select(topic => new TopicCard
        {
            Id = topic.Id ?? throw new KnowledgeException(file, 1, "A topic has no id.", "Add 'id: …'."),
            Name = topic.Name ?? throw Fault(file, topic.Id, "has no name", "Add 'name: …'."),
            Questions = topic.Questions ?? [],
        })];

    private static LanguageLists ReadLanguage(string folder)
    {
        var file = Path.Combine(folder, "synonyms.yaml");
        var entries = Yaml.Read(Yaml.Snake, file, new List<SynonymFile>());
        return new LanguageLists
        {
            Synonyms = [.. entries.SelectMany(entry => (entry.Say ?? []).Select(to => new Synonym(
                entry.Word ?? throw new KnowledgeException(file, 1, "An entry has no word.", "Add 'word: …'."), to, entry.Weight ?? 0.6)))],
        };
    }

    private static void RequireFact(string file, string id, string fact, Dictionary<string, string> facts)
    {
        if (!facts.ContainsKey(fact))
            throw Fault(file, id, $"names the fact {fact}, which no article ties to a sentence", "Correct the mark, or tie it in an article.");
    }

    private static KnowledgeException Fault(string file, string id, string problem, string fix)
    {
        var lines = File.ReadAllLines(file);
        var line = Array.FindIndex(lines, text => text.Contains($"id: {id}", StringComparison.Ordinal)) + 1;
        return new KnowledgeException(file, Math.Max(1, line), $"'{id}' {problem}.", fix);
    }

    private sealed record DifferenceFile
    {
        public string? Id { get; init; }

        public string? Topic { get; init; }

        public string? Title { get; init; }

        public string? Measures { get; init; }

        /// <summary>A reminder for those who edit.</summary>
        public string? Order { get; init; }

        public bool CautiousFirst { get; init; }

        public List<string>? Triggers { get; init; }

        public string? Note { get; init; }

        public List<PositionFile>? Positions { get; init; }
    }

    private sealed record PositionFile
    {
        public string? Article { get; init; }

        public List<string>? Facts { get; init; }

        public string? Measures { get; init; }
    }

    private sealed record CounterpartFile
    {
        public string? Id { get; init; }

        public List<string>? Claims { get; init; }

        public List<string>? Beside { get; init; }
    }

    private sealed record TopicFile
    {
        public string? Id { get; init; }

        public string? Name { get; init; }

        public List<string>? Questions { get; init; }
    }

    private sealed record SynonymFile
    {
        public string? Word { get; init; }

        public List<string>? Say { get; init; }

        public double? Weight { get; init; }
    }
}
