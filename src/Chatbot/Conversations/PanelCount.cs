using System.Diagnostics.Metrics;
using Chatbot.Answering;
using Chatbot.Triage;

namespace Chatbot.Conversations;

/// <summary>
/// Counts the urgent panels that visitors were shown, for `dotnet-counters` or any collector of metrics: by kind and by what
/// gave it (<c>rules</c>, <c>model</c>, <c>fault</c>). No text, no person.
/// </summary>
internal static class PanelCount
{
    public const string MeterName = "Chatbot.Triage";
    public const string Name = "chatbot.triage.panels";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Panels = Meter.CreateCounter<long>(Name, "{panel}", "Urgent panels shown.");

    public static void Add(Reply panel) => Panels.Add(
        1,
        new KeyValuePair<string, object?>("kind", panel.Kind.ToString().ToLowerInvariant()),
        new KeyValuePair<string, object?>("by", panel.Rule is TriageDesk.FaultRule or TriageDesk.TimeoutRule ? "fault" : panel.Rule.EndsWith(".model", StringComparison.Ordinal) ? "model" : "rules"));
}
