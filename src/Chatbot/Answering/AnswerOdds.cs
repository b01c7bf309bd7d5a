using System.Text.Json;
using Chatbot.Knowledge;

namespace Chatbot.Answering;

/// <summary>
/// The weights of the decision to answer, from <c>language/answer-odds.json</c>: log-odds that the quotations are right are
/// <see cref="Bias"/> plus the signals of <see cref="Support"/> times their weights.
/// </summary>
internal sealed record AnswerOdds
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public required double Bias { get; init; }

    /// <summary>In the order of <see cref="Support.Signals"/>.</summary>
    public required IReadOnlyList<double> Weights { get; init; }

    /// <summary>Log-odds from which on a question is answered.</summary>
    public double Needed { get; init; }

    /// <summary>Log-odds from which on it is answered although the message might be an urgent one.</summary>
    public double NeededInDoubt { get; init; } = 1;

    public static string PathIn(string knowledgeFolder) => Path.Combine(knowledgeFolder, "language", "answer-odds.json");

    /// <exception cref="KnowledgeException">The file is not there, or its weights are not those of the signals.</exception>
    public static AnswerOdds Read(string path)
    {
        const string fix = "Restore it, or fit it again: kb calibrate tests/gold/questions-dev.jsonl tests/gold/unanswerable-dev.jsonl";
        try
        {
            var odds = JsonSerializer.Deserialize<AnswerOdds>(File.ReadAllText(path), Format);
            return odds is not null && odds.Weights.Count == Support.SignalCount ? odds : throw new KnowledgeException(path, 1, $"There must be {Support.SignalCount} weights.", fix);
        }
        catch (Exception fault) when (fault is JsonException or IOException)
        {
            throw new KnowledgeException(path, 1, "The weights of the decision to answer cannot be read.", fix);
        }
    }

    public double Of(double[] signals)
    {
        var odds = Bias;
        for (var i = 0; i < signals.Length; i++)
            odds += signals[i] * Weights[i];
        return odds;
    }

    public void Write(string path)
    {
        var kept = File.Exists(path) ? Read(path) : this;
        File.WriteAllText(path, JsonSerializer.Serialize(this with { Needed = kept.Needed, NeededInDoubt = kept.NeededInDoubt }, Format) + "\n");
    }
}
