using System.Text.Json;
using Chatbot.Tests.Support;

namespace Chatbot.Tests.Triage;

/// <summary>The labelled messages of <c>tests/gold</c>.</summary>
internal sealed record GoldMessage(string Id, string Text, string Class, string Note)
{
    public static readonly string[] Files = ["triage-dev", "triage-blind", "triage-blind-2", "triage-blind-3", "triage-blind-4"];

    public bool Urgent => Class is "crisis" or "emergency";

    public bool PanelTolerated => Note.Contains("panel", StringComparison.OrdinalIgnoreCase) || Note.Contains("+988", StringComparison.Ordinal);

    public static IReadOnlyList<GoldMessage> Of(string file) =>
        [.. File.ReadLines(Repository.Path("tests", "gold", file + ".jsonl")).Select(line => JsonDocument.Parse(line).RootElement).Select(message => new GoldMessage(
            message.GetProperty("id").GetString()!, message.GetProperty("text").GetString()!, message.GetProperty("class").GetString()!, message.GetProperty("note").GetString()!))];

    public static IReadOnlyList<GoldMessage> All() => [.. Files.SelectMany(Of)];
}
