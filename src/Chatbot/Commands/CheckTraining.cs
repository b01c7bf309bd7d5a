using Chatbot.Triage;
using Spectre.Console;

namespace Chatbot.Commands;

/// <summary>
/// <c>triage check</c>: trains on four fifths of the examples and judges the last fifth by the models alone, five times over: the
/// first by itself, and with the vote by meaning (of one network) when there is an encoder. Parts of a long message go with it and are not
/// judged. Rules are left out: they were written by people
/// who had read the examples.
/// </summary>
internal sealed class CheckTraining(string knowledgeFolder, TextWriter output, TextWriter progress)
{
    private const int Folds = 5;

    private static readonly double[] Thresholds = [0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];

    public int Run()
    {
        var lexicon = TriageLexicon.Load(Path.Combine(knowledgeFolder, "triage"));
        var examples = TriageExample.Load(knowledgeFolder, lexicon);
        var encoder = TriageRoom.Encoder();
        var vectors = encoder is null ? null : SentenceTrainer.Encode(examples, lexicon, encoder);
        var folds = new int[examples.Count];
        var foldOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var at = 0; at < folds.Length; at++)
            folds[at] = examples[at].PartOf is { } whole ? foldOf[whole] : foldOf[examples[at].Text] = at % Folds;
        List<(TriageClass Class, double Urgent, double Clinical)> alone = [], together = [];
        for (var fold = 0; fold < Folds; fold++)
        {
            progress.WriteLine($"Fold {fold + 1} of {Folds}");
            var kept = Enumerable.Range(0, examples.Count).Where(at => folds[at] != fold).ToList();
            var model = TriageTrainer.Fit(kept.ConvertAll(at => examples[at]), lexicon);
            var network = vectors is null ? null : SentenceTrainer.Fit(kept.ConvertAll(at => examples[at]), kept.ConvertAll(at => vectors[at]));
            foreach (var at in Enumerable.Range(0, examples.Count).Where(at => folds[at] == fold && examples[at].PartOf is null))
            {
                var odds = new TriageOdds(model.Judge(lexicon.ModelText(lexicon.Read(examples[at].Text))));
                alone.Add((examples[at].Class, odds.Urgency, odds[TriageClass.Clinical]));
                if (network is null)
                    continue;
                var joined = odds.Unsure ? odds.With(network.Judge(vectors![at])) : odds;
                together.Add((examples[at].Class, joined.Urgency, joined[TriageClass.Clinical]));
            }
        }

        output.WriteLine("The model alone");
        Print(alone);
        output.WriteLine(encoder is null ? "The vote by meaning was left out: the encoder's files are not there." : "With the vote by meaning where the model is unsure");
        if (encoder is not null)
            Print(together);
        return 0;
    }

    private void Print(List<(TriageClass Class, double Urgent, double Clinical)> judged)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("from");
        foreach (var column in new[] { "crisis", "emergency", "clinical given panel", "others given panel", "general given panel", "clinical", "general given clinical" })
            table.AddColumn(column, c => c.RightAligned());
        foreach (var from in Thresholds)
        {
            table.AddRow(
                $"{from:0.00}",
                Share(judged, TriageClass.Crisis, j => j.Urgent >= from),
                Share(judged, TriageClass.Emergency, j => j.Urgent >= from),
                Share(judged, TriageClass.Clinical, j => j.Urgent >= from),
                Share(judged, j => j.Class > TriageClass.Clinical, j => j.Urgent >= from),
                Share(judged, TriageClass.General, j => j.Urgent >= from),
                Share(judged, TriageClass.Clinical, j => j.Clinical >= from),
                Share(judged, TriageClass.General, j => j.Clinical >= from));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Profile.Width = 120;
        console.Write(table);
    }

    private static string Share(List<(TriageClass Class, double Urgent, double Clinical)> judged, TriageClass of, Func<(TriageClass Class, double Urgent, double Clinical), bool> what) =>
        Share(judged, j => j.Class == of, what);

    private static string Share(List<(TriageClass Class, double Urgent, double Clinical)> judged, Func<(TriageClass Class, double Urgent, double Clinical), bool> of, Func<(TriageClass Class, double Urgent, double Clinical), bool> what)
    {
        var all = judged.Where(of).ToList();
        return $"{(double)all.Count(what) / Math.Max(1, all.Count):0.000}";
    }
}
