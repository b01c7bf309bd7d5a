using System.Text.Json;

namespace Chatbot.SearchBench;

/// <summary>The words, titles and queries of labelled retrieval sets, and passages put together from them.</summary>
internal sealed record SourceTexts(IReadOnlyList<string> Words, IReadOnlyList<string> Titles, IReadOnlyList<string> Queries)
{
    private const int PassageWords = 64;
    private const int RunWords = 16;
    private const int Seed = 20261125;

    public static SourceTexts Read(string folder)
    {
        var (words, titles, queries) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var set in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            foreach (var line in File.ReadLines(Path.Combine(set, "corpus.jsonl")).Where(line => line.Length > 0))
            {
                var json = JsonSerializer.Deserialize<JsonElement>(line);
                titles.Add(json.GetProperty("title").GetString() ?? "");
                words.AddRange((json.GetProperty("text").GetString() ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            }

            queries.AddRange(File.ReadLines(Path.Combine(set, "queries.tsv")).Where(line => line.Length > 0).Select(line => line[(line.IndexOf('\t') + 1)..]));
        }

        return new SourceTexts(words, titles, queries);
    }

    /// <summary>The same for the same number.</summary>
    public IReadOnlyList<string> Passages(int count)
    {
        var random = new Random(Seed);
        var passages = new string[count];
        for (var i = 0; i < count; i++)
        {
            passages[i] = string.Join(' ', Enumerable.Range(0, PassageWords / RunWords)
                .Select(_ => random.Next(Words.Count - RunWords))
                .SelectMany(from => Enumerable.Range(from, RunWords).Select(word => Words[word])));
        }

        return passages;
    }
}
