using Chatbot.Knowledge;
using Chatbot.Tests.Support;
using Chatbot.Triage;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Knowledge;

/// <summary>Every fault in the knowledge stops the reading and names file, line and what to do.</summary>
public sealed class KnowledgeFaultsTests : IDisposable
{
    private readonly string _folder = CopyOfKnowledge();

    [Theory]
    [InlineData("articles/gateway-solutions.md", "id: gateway-solutions", "id: other-name", 2, "is not the file's name")]
    [InlineData("articles/gateway-solutions.md", "reviewed: 2026-11-24", "reviewed: soon", 1, "is not a date")]
    [InlineData("articles/gateway-solutions.md", "source: Gateway Solutions\n", "", 1, "no source")]
    [InlineData("articles/gateway-solutions.md", "topics: [", "topic: [", 7, "not readable")]
    [InlineData("articles/gateway-solutions.md", "\n## ", "\nA paragraph before any section.\n\n## ", 0, "before the first section")]
    [InlineData("articles/gateway-solutions.md", "<!-- facts: ", "<!-- facts: 001-01 | ", 0, "The line ties")]
    [InlineData("articles/gateway-solutions.md", "<!-- facts: ", "<!-- facts: 01-1 ", 0, "is not a fact's mark")]
    [InlineData("articles/gateway-solutions.md", "Ketamine ", "**Ketamine** ", 0, "holds Markdown or HTML")]
    [InlineData("articles/gateway-solutions.md", "Ketamine ", "<script>x</script> ", 0, "holds Markdown or HTML")]
    [InlineData("questions/driving.jsonl", "{\"id\"", "not json {\"id\"", 1, "not one JSON object")]
    [InlineData("questions/driving.jsonl", "\"facts\": [\"", "\"facts\": [\"999-99\", \"", 1, "999-99")]
    [InlineData("questions/follow-ups.jsonl", "{\"context\"", "{\"contxt\"", 1, "the question before it")]
    [InlineData("questions/follow-ups.jsonl", "\"facts\": [\"", "\"facts\": [\"999-99\", \"", 0, "999-99")]
    [InlineData("questions/follow-ups.jsonl", "\"facts\": [\"", "\"kind\": \"price\", \"facts\": [\"", 0, "tied to facts, or has a kind")]
    [InlineData("differences.yaml", "id: driving\n", "id: driving\n  nonsense: 1\n", 0, "nonsense")]
    [InlineData("differences.yaml", "triggers: [", "triggers: [999-99, ", 0, "999-99")]
    [InlineData("topics.yaml", "name: ", "nam: ", 0, "nam")]
    [InlineData("clinic.yaml", "replyWithin:", "replywithin:", 0, "replywithin")]
    [InlineData("language/synonyms.yaml", "- {word: ", "- {wrod: ", 0, "wrod")]
    [InlineData("replies/contact.md", "## contact.title\n", "## contact.title\n\n## contact.before\n", 0, "")]
    public void A_fault_is_named_with_its_file_and_a_way_out(string file, string found, string put, int line, string says)
    {
        Change(file, found, put);

        var fault = Should.Throw<KnowledgeException>(() => LibraryReader.Read(_folder));

        fault.File.ShouldEndWith(Path.GetFileName(file));
        fault.Line.ShouldBeGreaterThanOrEqualTo(Math.Max(1, line));
        fault.Message.ShouldContain(says);
        fault.Fix.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("class: crisis\n", "class: crysis\n", "crysis")]
    [InlineData("    when:", "    wen:", "wen")]
    [InlineData("    when: [", "    when: [\"(unclosed\", ", "not closed")]
    [InlineData("    when: [", "    when: [\"{no_such_concept}\", ", "no_such_concept")]
    public void A_fault_in_a_triage_rule_is_named_too(string found, string put, string says)
    {
        var file = Directory.GetFiles(Path.Combine(_folder, "triage"), "*.yaml").First(f => File.ReadAllText(f).Contains(found));
        Change(Path.GetRelativePath(_folder, file), found, put);

        var fault = Should.Throw<KnowledgeException>(() => TriageRoom.Open(_folder));

        fault.Message.ShouldContain(says);
        fault.Line.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void An_article_with_windows_line_ends_reads_the_same()
    {
        var file = Path.Combine(_folder, "articles", "gateway-solutions.md");
        var before = ArticleReader.Read(file);
        File.WriteAllText(file, File.ReadAllText(file).Replace("\n", "\r\n"));

        ArticleReader.Read(file).Text.ShouldBe(before.Text);
    }

    [Fact]
    public async Task A_fault_stops_the_start_of_the_service()
    {
        Change("articles/gateway-solutions.md", "id: gateway-solutions", "id: other-name");

        var (exitCode, output) = await ServiceProcess.RunToExitAsync(settings: new Dictionary<string, string> { ["Knowledge__Folder"] = _folder });

        exitCode.ShouldNotBe(0);
        output.ShouldContain("gateway-solutions.md:2:");
    }

    [Fact]
    public async Task A_setting_that_is_missing_stops_the_start_and_is_named()
    {
        var (exitCode, output) = await ServiceProcess.RunToExitAsync(settings: new Dictionary<string, string> { ["DirectLine__TokensPerMinute"] = "0" });

        exitCode.ShouldNotBe(0);
        output.ShouldContain("TokensPerMinute");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Change(string file, string found, string put)
    {
        var path = Path.Combine(_folder, file);
        var text = File.ReadAllText(path);
        var at = text.IndexOf(found, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0, $"{file} no longer holds '{found}'");
        File.WriteAllText(path, string.Concat(text.AsSpan(0, at), put, text.AsSpan(at + found.Length)));
    }

    private static string CopyOfKnowledge()
    {
        var from = Repository.Path("knowledge");
        var to = Directory.CreateTempSubdirectory("chatbot-knowledge-").FullName;
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return to;
    }
}
