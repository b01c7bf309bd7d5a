using System.Text.Json;

namespace Chatbot.LuceneParityTests;

/// <summary>Documents and the queries asked of them.</summary>
internal sealed record TextSet(string Name, IReadOnlyList<string> Documents, IReadOnlyList<string> Queries);

/// <summary>
/// The clinic's knowledge and, where the machine has them, the labelled retrieval sets: folders of corpus.jsonl and
/// queries.tsv in <c>RETRIEVAL_SETS</c>, or in <c>shared/retrieval</c> beside the repository or a folder above it. They are
/// no part of the repository, so without them the tests say so and run on the rest.
/// </summary>
internal static class TextSets
{
    /// <summary>Paragraphs of the articles as documents, the authored questions as queries.</summary>
    public static TextSet Knowledge()
    {
        var documents = ArticleFiles().SelectMany(text => text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        var questions = Directory.GetFiles(Repository.Path("knowledge/questions"), "*.jsonl").Order(StringComparer.Ordinal).SelectMany(Lines).Select(line => Text(line, "text"));
        return new TextSet("knowledge", [.. documents], [.. questions]);
    }

    public static IEnumerable<string> ArticleFiles() =>
        Directory.GetFiles(Repository.Path("knowledge/articles"), "*.md").Order(StringComparer.Ordinal).Select(File.ReadAllText);

    /// <summary>Texts of made-up words as frequent as words are (Zipf), so that many scores lie close together or are equal.</summary>
    public static TextSet Generated(int documents, int queries, int seed)
    {
        const int vocabulary = 20_000;
        var random = new Random(seed);
        string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => $"w{(int)Math.Pow(vocabulary, random.NextDouble())}"));
        return new TextSet(
            "generated collection",
            [.. Enumerable.Range(0, documents).Select(_ => Words(random.Next(4) == 0 ? random.Next(400) : random.Next(60)))],
            [.. Enumerable.Range(0, queries).Select(_ => Words(1 + random.Next(12)))]);
    }

    public static IReadOnlyList<TextSet> Retrieval()
    {
        var folder = RetrievalFolder();
        return folder is null ? [] : [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Where(set => File.Exists(Path.Combine(set, "corpus.jsonl"))).Select(Read)];
    }

    private static TextSet Read(string folder) => new(
        Path.GetFileName(folder),
        [.. Lines(Path.Combine(folder, "corpus.jsonl")).Select(line => $"{Text(line, "title")}\n{Text(line, "text")}")],
        [.. Lines(Path.Combine(folder, "queries.tsv")).Select(line => line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..])]);

    private static string? RetrievalFolder()
    {
        if (Environment.GetEnvironmentVariable("RETRIEVAL_SETS") is { Length: > 0 } named)
            return named;
        for (var folder = Directory.GetParent(Repository.Root); folder is not null; folder = folder.Parent)
        {
            var beside = Path.Combine(folder.FullName, "shared", "retrieval");
            if (Directory.Exists(beside))
                return beside;
        }

        return null;
    }

    private static IEnumerable<string> Lines(string file) => File.ReadLines(file).Where(line => line.Length > 0);

    private static string Text(string json, string property)
    {
        using var parsed = JsonDocument.Parse(json);
        return parsed.RootElement.TryGetProperty(property, out var value) ? value.GetString() ?? "" : "";
    }
}
