using System.Globalization;
using System.Text.Json;
using Chatbot.Answering;
using Chatbot.Conversations;

namespace Chatbot.Commands;

/// <summary>
/// <c>kb calibrate FILE…</c>: fits the decision to answer on labelled questions, by logistic regression over the signals of
/// <see cref="Support"/>. What is to be foretold is whether the articles hold an answer; both kinds weigh the same. Lines
/// marked "split": "B", and every second unanswerable one, are left out, so that they can still judge.
/// </summary>
internal sealed class Calibrate(Turn turn, Answerer answerer, TextWriter output, TextWriter progress)
{
    private const int Steps = 25;
    private const double Shrink = 0.1;

    public int Run(IReadOnlyList<string> files, string? signalsFile, string target)
    {
        if (files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
        {
            progress.WriteLine($"There is no file {missing}.");
            return 2;
        }

        if (GoldFacts.Find(files) is not { } facts)
        {
            progress.WriteLine("facts.tsv must stand beside one of the files: it names the keys of the facts. Copy it there.");
            return 2;
        }

        var rows = files.SelectMany(file => Rows(file, facts)).ToList();
        if (signalsFile is not null)
            File.WriteAllLines(signalsFile, rows.Select(row => string.Join('\t', [row.Id, row.Fit ? "fit" : "judge", row.Right ? "1" : "0", .. row.Signals.Select(x => x.ToString("0.0000", CultureInfo.InvariantCulture))])));
        var odds = Fit([.. rows.Where(row => row.Fit)]);
        odds.Write(target);
        output.WriteLine($"{target}: bias {odds.Bias}, weights {string.Join(", ", odds.Weights)}");
        Table(rows, odds);
        foreach (var half in rows.GroupBy(row => row.Fit))
            output.WriteLine($"{(half.Key ? "fitted on" : "not fitted on")} {half.Count()}: AUROC {Auroc([.. half], odds):0.000}");
        return 0;
    }

    /// <summary>What each threshold would give: to choose <c>needed</c> by.</summary>
    private void Table(List<Row> rows, AnswerOdds odds)
    {
        output.WriteLine("needed   right and answered   not answerable and not answered   (of those fitted on)");
        var fitted = rows.Where(row => row.Fit).ToList();
        for (var needed = -2.0; needed <= 2.01; needed += 0.25)
            output.WriteLine($"{needed,6:0.00}   {Share(fitted.Where(row => row.Answerable), row => row.Right && odds.Of(row.Signals) >= needed)}                {Share(fitted.Where(row => !row.Answerable), row => odds.Of(row.Signals) < needed)}");
    }

    private static string Share(IEnumerable<Row> rows, Func<Row, bool> holds) => $"{rows.Average(row => holds(row) ? 1.0 : 0):0.000}";

    private IEnumerable<Row> Rows(string file, GoldFacts facts)
    {
        progress.WriteLine($"{Path.GetFileName(file)} …");
        var number = 0;
        foreach (var line in File.ReadLines(file).Where(line => line.Length > 0))
        {
            number++;
            var question = JsonSerializer.Deserialize<GoldQuestion>(line, JsonSerializerOptions.Web)!;
            var state = question.Context is null ? ConversationState.Fresh : turn.Take(ConversationState.Fresh, question.Context).State;
            var findings = answerer.Find(state, question.Text);
            var right = question.Must is not null && findings.Ranked.Count > 0
                && (question with { Multi = false }).AnsweredBy([.. answerer.Quotes(findings).Select(quote => quote.Citation)], facts);
            yield return new Row(question.Id, question.Must is null ? number % 2 == 1 : question.Split is not "B", question.Must is not null, right, Support.Signals(findings));
        }
    }

    /// <summary>Newton's steps on the logistic loss with a small ridge; both kinds weigh the same in all.</summary>
    private static AnswerOdds Fit(List<Row> rows)
    {
        // The last place is the bias.
        var n = rows[0].Signals.Length + 1;
        var weights = new double[n];
        var share = (double)rows.Count(row => row.Answerable) / rows.Count;
        for (var step = 0; step < Steps; step++)
        {
            var (slope, curve) = (new double[n], new double[n, n]);
            foreach (var row in rows)
            {
                double[] x = [.. row.Signals, 1];
                var p = 1 / (1 + Math.Exp(-x.Zip(weights, (a, w) => a * w).Sum()));
                var counts = 0.5 / (row.Answerable ? share : 1 - share);
                for (var i = 0; i < n; i++)
                {
                    slope[i] += counts * ((row.Answerable ? 1 : 0) - p) * x[i];
                    for (var j = 0; j < n; j++)
                        curve[i, j] += counts * p * (1 - p) * x[i] * x[j];
                }
            }

            for (var i = 0; i < n; i++)
            {
                slope[i] -= i == n - 1 ? 0 : Shrink * weights[i];
                curve[i, i] += i == n - 1 ? 1e-9 : Shrink;
            }

            var change = Solve(curve, slope);
            for (var i = 0; i < n; i++)
                weights[i] += change[i];
        }

        return new AnswerOdds { Bias = Math.Round(weights[^1], 4), Weights = [.. weights[..^1].Select(weight => Math.Round(weight, 4))] };
    }

    /// <summary>Gauss-Jordan elimination; the matrix is positive definite, so no pivoting is needed.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var n = right.Length;
        for (var pivot = 0; pivot < n; pivot++)
        {
            for (var row = 0; row < n; row++)
            {
                if (row == pivot)
                    continue;
                var factor = matrix[row, pivot] / matrix[pivot, pivot];
                for (var column = pivot; column < n; column++)
                    matrix[row, column] -= factor * matrix[pivot, column];
                right[row] -= factor * right[pivot];
            }
        }

        return [.. right.Select((value, i) => value / matrix[i, i])];
    }

    private static double Auroc(List<Row> rows, AnswerOdds odds)
    {
        var (known, other) = (rows.Where(row => row.Answerable).Select(row => odds.Of(row.Signals)).ToList(), rows.Where(row => !row.Answerable).Select(row => odds.Of(row.Signals)).ToList());
        return known.Count == 0 || other.Count == 0 ? double.NaN : known.Average(a => other.Average(b => a > b ? 1 : a == b ? 0.5 : 0));
    }

    private sealed record Row(string Id, bool Fit, bool Answerable, bool Right, double[] Signals);
}
