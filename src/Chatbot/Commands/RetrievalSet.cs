using System.Text.Json;
using Chatbot.Knowledge;
using Chatbot.Search;

namespace Chatbot.Commands;

/// <summary>A labelled set: passages, queries and how relevant which passage is to which query.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Passages">From <c>corpus.jsonl</c>: <c>{"id","title","text"}</c> a line; the title may be missing.</param>
/// <param name="Queries">From <c>queries.tsv</c>: id, tab, text.</param>
/// <param name="Grades">From <c>qrels.tsv</c>: query, anything, passage, grade from 0; the highest counts when a pair is there twice.</param>
internal sealed record RetrievalSet(
    string Name,
    IReadOnlyList<SearchPassage> Passages,
    IReadOnlyList<RetrievalQuery> Queries,
    IReadOnlyDictionary<string, Dictionary<string, int>> Grades)
{
    private const string CorpusShape = """Write {"id":"…","title":"…","text":"…"}, each id once.""";
    private const string QueryShape = "Write the query's id, a tab and its text.";
    private const string GradeShape = "Write query, 0, passage and a whole grade, with tabs between them.";

    /// <summary>From this grade on a passage answers the query: 2 where the set grades higher than 1.</summary>
    public int LeastRelevant => Grades.Values.SelectMany(grades => grades.Values).DefaultIfEmpty(1).Max() > 1 ? 2 : 1;

    /// <exception cref="KnowledgeException">A file is missing or a line has another shape; the message names both and what to write.</exception>
    public static RetrievalSet Read(string folder)
    {
        var passages = Lines(folder, "corpus.jsonl", CorpusShape, ReadPassage);
        var queries = Lines(folder, "queries.tsv", QueryShape, line => line.Split('\t', 2) is [{ Length: > 0 } id, { Length: > 0 } text] ? new RetrievalQuery(id, text) : null);
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < passages.Count; i++)
        {
            if (!known.Add(passages[i].Id))
                throw new KnowledgeException(Path.Combine(folder, "corpus.jsonl"), i + 1, $"The passage '{passages[i].Id}' is there twice.", CorpusShape);
        }

        var grades = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        foreach (var (query, passage, grade) in Lines(folder, "qrels.tsv", GradeShape, ReadGrade))
        {
            if (!grades.TryGetValue(query, out var ofQuery))
                grades.Add(query, ofQuery = new Dictionary<string, int>(StringComparer.Ordinal));
            ofQuery[passage] = Math.Max(grade, ofQuery.GetValueOrDefault(passage));
        }

        return new RetrievalSet(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), passages, queries, grades);
    }

    private static SearchPassage? ReadPassage(string line)
    {
        try
        {
            var json = JsonSerializer.Deserialize<JsonElement>(line);
            return json.ValueKind == JsonValueKind.Object && Member(json, "id") is { Length: > 0 } id
                ? new SearchPassage(id, Member(json, "title") ?? "", Member(json, "text") ?? "")
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Grade? ReadGrade(string line) =>
        line.Split('\t') is [{ Length: > 0 } query, _, { Length: > 0 } passage, var grade] && int.TryParse(grade, out var value) && value >= 0 ? new Grade(query, passage, value) : null;

    private static string? Member(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Empty lines are passed over.</summary>
    private static List<T> Lines<T>(string folder, string name, string shape, Func<string, T?> read)
        where T : class
    {
        var file = Path.Combine(folder, name);
        if (!File.Exists(file))
            throw new KnowledgeException(file, 1, "The file is not there.", "Name a folder with corpus.jsonl, queries.tsv and qrels.tsv.");
        var items = new List<T>();
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (line.Length > 0)
                items.Add(read(line) ?? throw new KnowledgeException(file, number, "The line has another shape.", shape));
        }

        return items;
    }

    private sealed record Grade(string Query, string Passage, int Value);
}

/// <summary>A query of a labelled set.</summary>
internal sealed record RetrievalQuery(string Id, string Text);
