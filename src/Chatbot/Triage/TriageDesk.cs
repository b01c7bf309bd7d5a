namespace Chatbot.Triage;

/// <summary>Reads every message first. Pure and in memory: no search, storage or network can break it.</summary>
internal sealed class TriageDesk
{
#pragma warning disable CA1822 // the lexicons arrive with the constructor
    public TriageVerdict Judge(string text) =>
        string.IsNullOrWhiteSpace(text)
            ? new TriageVerdict { Class = TriageClass.Empty, RuleId = "empty" }
            : new TriageVerdict { Class = TriageClass.General, RuleId = "general" };
}
