using Chatbot.Commands;
using Chatbot.Knowledge;
using Chatbot.Search;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Commands;

public sealed class EvalRetrievalTests
{
    private const string Corpus = """
        {"id":"d1","title":"Driving home","text":"Somebody has to drive you."}
        {"id":"d2","title":"Nausea","text":"It is eased."}
        {"id":"d3","text":"The infusion takes forty minutes."}
        """;

    [Fact]
    public void A_set_is_scored_and_the_summary_line_comes_last()
    {
        using var folder = new SetFolder(Corpus, "q1\twho will drive me\nq2\tinfusion minutes\nq3\tnothing judged\n", "q1\t0\td1\t1\nq2\t0\td3\t1\nq2\t0\td2\t0\n");
        using var output = new StringWriter();

        var exitCode = new EvalRetrieval(CommonWords.None, encoder: null, output, TextWriter.Null).Run([folder.Path], half: null, ablation: false);

        exitCode.ShouldBe(0);
        output.ToString().TrimEnd().Split('\n')[^1].ShouldBe($"retrieval {folder.Name} nDCG@10 1.000 MRR@10 1.000 hit@1 1.000 hit@5 1.000 n=2");
        output.ToString().ShouldContain("plain");
    }

    [Fact]
    public void Half_of_the_queries_are_every_other_one()
    {
        using var folder = new SetFolder(Corpus, "q1\tdrive\nq2\tinfusion\nq3\tnausea\n", "q1\t0\td1\t1\nq2\t0\td3\t1\nq3\t0\td2\t1\n");
        using var output = new StringWriter();

        new EvalRetrieval(CommonWords.None, encoder: null, output, TextWriter.Null).Run([folder.Path], half: "even", ablation: false);

        output.ToString().TrimEnd().ShouldEndWith("n=1");
    }

    [Fact]
    public void The_figures_are_worked_out_by_hand()
    {
        var grades = new Dictionary<string, int> { ["a"] = 3, ["b"] = 2, ["c"] = 1 };

        // Found c, x, a: gains 1/log2(2) + 0 + 3/log2(4) = 2.5. Best a, b, c: 3 + 2/log2(3) + 1/log2(4) = 4.761860.
        // From grade 2 on a passage is relevant: the first one stands third.
        var score = RankingScore.Of([(grades, ["c", "x", "a"]), (new Dictionary<string, int> { ["d"] = 1 }, ["d"])], leastRelevant: 2);

        score.Count.ShouldBe(1);
        score.Ndcg.ShouldBe(2.5 / 4.761860, 1e-6);
        score.Mrr.ShouldBe(1.0 / 3, 1e-9);
        score.HitAt1.ShouldBe(0);
        score.HitAt5.ShouldBe(1);
    }

    [Theory]
    [InlineData("corpus.jsonl", "{\"title\":\"no id\"}", "corpus.jsonl:1")]
    [InlineData("corpus.jsonl", "{\"id\":\"x\"}\nnot json", "corpus.jsonl:2")]
    [InlineData("corpus.jsonl", "{\"id\":\"x\"}\n{\"id\":\"x\"}", "corpus.jsonl:2")]
    [InlineData("queries.tsv", "no tab", "queries.tsv:1")]
    [InlineData("qrels.tsv", "q1\t0\td1\tmany", "qrels.tsv:1")]
    public void A_line_of_another_shape_is_named(string file, string content, string named)
    {
        using var folder = new SetFolder(Corpus, "q1\tdrive\n", "q1\t0\td1\t1\n");
        File.WriteAllText(Path.Combine(folder.Path, file), content);

        Should.Throw<KnowledgeException>(() => RetrievalSet.Read(folder.Path)).Message.ShouldContain(named);
    }

    [Fact]
    public void A_missing_folder_or_file_is_named()
    {
        using var folder = new SetFolder(Corpus, "q1\tdrive\n", "q1\t0\td1\t1\n");
        File.Delete(Path.Combine(folder.Path, "qrels.tsv"));
        using var errors = new StringWriter();

        new EvalRetrieval(CommonWords.None, encoder: null, TextWriter.Null, errors).Run(["/nowhere"], half: null, ablation: false).ShouldBe(2);

        errors.ToString().ShouldContain("/nowhere");
        Should.Throw<KnowledgeException>(() => RetrievalSet.Read(folder.Path)).Message.ShouldContain("qrels.tsv");
    }

    private sealed class SetFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("retrieval-set-");

        public SetFolder(string corpus, string queries, string qrels)
        {
            File.WriteAllText(System.IO.Path.Combine(Path, "corpus.jsonl"), corpus);
            File.WriteAllText(System.IO.Path.Combine(Path, "queries.tsv"), queries);
            File.WriteAllText(System.IO.Path.Combine(Path, "qrels.tsv"), qrels);
        }

        public string Path => _folder.FullName;

        public string Name => _folder.Name;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
