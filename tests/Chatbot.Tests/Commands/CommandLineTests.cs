using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chatbot.Commands;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public void Ask_jsonl_answers_the_development_questions_in_order_and_in_the_contracts_shape()
    {
        var questions = File.ReadLines(Repository.Path("tests", "gold", "questions-dev.jsonl")).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        var input = string.Join('\n', questions.Select(q => new JsonObject { ["id"] = q["id"]!.DeepClone(), ["text"] = q["text"]!.DeepClone() }.ToJsonString()));
        using var output = new StringWriter();

        var exitCode = new AskJsonl(Rooms.Turn, new StringReader(input), output, TextWriter.Null).Run();

        exitCode.ShouldBe(0);
        var replies = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        replies.Select(reply => reply.GetProperty("id").GetString()).ShouldBe(questions.Select(q => q["id"]!.GetValue<string>()));
        foreach (var reply in replies)
        {
            reply.EnumerateObject().Select(member => member.Name).ShouldBe(["id", "conversation", "kind", "text", "citations", "helpLine", "contactForm", "suggestions", "topic", "rule"]);
            foreach (var citation in reply.GetProperty("citations").EnumerateArray())
            {
                citation.EnumerateObject().Select(member => member.Name).ShouldBe(["n", "source", "article", "section", "snippet", "start", "end", "url"]);
                var article = File.ReadAllText(Repository.Path("knowledge", "articles", citation.GetProperty("article").GetString() + ".md"));
                article[citation.GetProperty("start").GetInt32()..citation.GetProperty("end").GetInt32()].ShouldBe(citation.GetProperty("snippet").GetString());
            }
        }
    }

    [Fact]
    public void Lines_of_one_conversation_share_its_topic_and_a_bad_line_is_left_out_with_a_word()
    {
        const string input = """
            {"id":"1","text":"what are the side effects?","conversation":"c"}
            not json
            {"id":"2","text":"and how long do they last?","conversation":"c"}
            {"id":"3","text":"and how long do they last?"}
            """;
        using var output = new StringWriter();
        using var errors = new StringWriter();

        var exitCode = new AskJsonl(Rooms.Turn, new StringReader(input), output, errors).Run();

        exitCode.ShouldBe(1);
        errors.ToString().ShouldContain("Line 2");
        var topics = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("topic").GetString()).ToList();
        topics.Count.ShouldBe(3);
        topics[1].ShouldBe("side-effects");
    }

    [Theory]
    [InlineData("frobnicate", 2, "There is no command 'frobnicate'")]
    [InlineData("ask", 2, "Say what to ask")]
    [InlineData("eval answers nowhere.jsonl", 2, "There is no file nowhere.jsonl")]
    [InlineData("ask --knowledge nowhere hello", 2, "Set Knowledge:Folder")]
    [InlineData("--help", 0, "ask")]
    [InlineData("ask what are the side effects", 0, "[1]")]
    public async Task The_command_line_says_what_to_do(string arguments, int exitCode, string says)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Chatbot.Knowledge.Library).Assembly.Location, .. arguments.Split(' ')])
        {
            UseShellExecute = false,
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(exitCode);
        (await output + await errors).ShouldContain(says);
    }
}
