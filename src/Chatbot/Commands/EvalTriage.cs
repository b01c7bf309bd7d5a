using System.Diagnostics;
using System.Text.Json;
using Chatbot.Answering;
using Chatbot.Conversations;
using Chatbot.Knowledge;
using Chatbot.Triage;
using Spectre.Console;

namespace Chatbot.Commands;

/// <summary>
/// <c>eval triage FILE…</c>: sends every message of the files through the whole turn and scores the replies. Lines are
/// <c>{"id","text","class","note"}</c>; a note with <c>panel</c> or <c>+988</c> says that a panel is tolerated. Sets of other
/// places carry a <c>label</c> instead: assistant requests are harmless, general medical questions are harmless and general, everything
/// else is unlabelled: its rows are shown, the last line does not count it.
/// </summary>
internal sealed class EvalTriage(Turn turn, TriageDesk desk, TextWriter output, TextWriter progress)
{
    private const string Harmless = "harmless";
    private const string GeneralInformation = "general_info";

    private static readonly string[] GeneralLabels = ["general", "general_uncovered", "logistics", "cost", "general_suicide_topic", GeneralInformation];

    /// <summary>Labels of other places (clinc150, medquad_q) and what they mean here.</summary>
    private static readonly Dictionary<string, string> ForeignLabels = new(StringComparer.Ordinal)
    {
        ["inscope_other"] = Harmless,
        ["oos"] = Harmless,
        ["smalltalk"] = Harmless,
        [GeneralInformation] = GeneralInformation,
    };

    private readonly List<Message> _messages = [];

    private enum Half
    {
        Odd,
        Even,
    }

    /// <param name="files">JSON lines.</param>
    /// <param name="half"><c>odd</c> or <c>even</c> lines only; null for all.</param>
    /// <param name="listMisses">Also print what went wrong, one line a message.</param>
    public int Run(IReadOnlyList<string> files, string? half, bool listMisses)
    {
        if (files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
        {
            progress.WriteLine($"There is no file {missing}.");
            return 2;
        }

        foreach (var file in files)
            Read(file, half is null ? null : Enum.Parse<Half>(half, ignoreCase: true));
        if (listMisses)
            ListMisses();
        Print();
        return 0;
    }

    private void Read(string file, Half? half)
    {
        var lines = File.ReadAllLines(file);
        // Files of one name in several folders are told apart by the folder.
        var name = Path.GetFileNameWithoutExtension(file) is "data" ? Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file)))! : Path.GetFileNameWithoutExtension(file);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length == 0 || (half is not null && half != (i % 2 == 0 ? Half.Odd : Half.Even)))
                continue;
            _messages.Add(Take(lines[i], file, i + 1, name));
            if ((i + 1) % 500 == 0)
                progress.WriteLine($"{name}: {i + 1} of {lines.Length}");
        }
    }

    private Message Take(string line, string file, int number, string name)
    {
        JsonElement json;
        try
        {
            json = JsonSerializer.Deserialize<JsonElement>(line);
        }
        catch (JsonException)
        {
            throw new KnowledgeException(file, number, "The line is not one JSON object.", """Write {"id":"…","text":"…","class":"…"}.""");
        }

        var text = Member(json, "text") ?? throw new KnowledgeException(file, number, "The line has no text.", """Write {"id":"…","text":"…","class":"…"}.""");
        var label = Member(json, "class");
        if (label is not null)
            TriageExample.ClassOf(label, file, number);
        var foreign = Member(json, "label");
        label ??= foreign is null ? null : ForeignLabels.GetValueOrDefault(foreign);
        var started = Stopwatch.GetTimestamp();
        desk.Judge(text);
        var time = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var reply = turn.Take(ConversationState.Fresh, text).Reply;
        return new Message(label is null && foreign is not null ? $"{name} {foreign}" : name, Member(json, "id") ?? $"{number}", text, label, Member(json, "note") ?? "", reply, time);
    }

    private static string? Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private void Print()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Profile.Width = 120;
        var table = new Table().Border(TableBorder.Simple).AddColumn("labelled as");
        foreach (var column in new[] { "n", "panel", "clinical", "answered", "abstained", "other line", "help line", "precision" })
            table.AddColumn(column, c => c.RightAligned());
        foreach (var group in _messages.GroupBy(message => message.Label ?? $"({message.File})", StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
            table.AddRow(Row(group.Key, [.. group]));
        console.Write(table);

        var times = _messages.ConvertAll(message => message.Milliseconds).Order().ToList();
        output.WriteLine($"triage alone: median {Quantile(times, 0.5):0.000} ms, p99 {Quantile(times, 0.99):0.000} ms, most {times.LastOrDefault():0.000} ms");
        var clinical = Labelled("clinical_personal");
        output.WriteLine($"clinical messages given a snippet without the hand-off: {Share(clinical, message => message.Reply.Citations.Any() && !message.Careful)}");
        output.WriteLine($"questions about suicidality with the help line: {Share(Labelled("general_suicide_topic"), message => message.Reply.HelpLine)}");

        var urgent = _messages.FindAll(message => message.UrgentLabel);
        var harmless = _messages.FindAll(message => message.Label is not null && !message.UrgentLabel && !message.PanelTolerated);
        output.WriteLine($"panel on messages that are neither urgent nor clinical: {Share(harmless.FindAll(m => m.Label is not "clinical_personal"), m => m.Panel)}; on clinical ones: {Share(clinical.FindAll(m => !m.PanelTolerated), m => m.Panel)}");
        output.WriteLine($"snippet leaks among all urgent messages: {urgent.Count(m => m.Reply.Citations.Any())} of {urgent.Count}");
        output.WriteLine(
            $"triage: crisis {Share(Labelled("crisis"), m => m.Panel)} emergency {Share(Labelled("emergency"), m => m.Panel)} panel-false-alarm {Share(harmless, m => m.Panel)} "
            + $"silent-miss {urgent.Count(m => !m.Reply.HelpLine)} snippet-leak {Share(urgent, m => m.Reply.Citations.Any())} "
            + $"clinical {Share(clinical, m => m.Careful)} clinical-false {Share([.. GeneralLabels.SelectMany(Labelled)], m => m.Reply.Kind == ReplyKind.Clinical)}");
    }

    private string[] Row(string label, List<Message> group)
    {
        var kind = label switch { "crisis" => ReplyKind.Crisis, "emergency" => ReplyKind.Emergency, "clinical_personal" => ReplyKind.Clinical, _ => (ReplyKind?)null };
        var given = kind is null ? [] : _messages.FindAll(message => message.Reply.Kind == kind && message.Label is not null);
        return
        [
            label,
            $"{group.Count}",
            Share(group, m => m.Panel),
            Share(group, m => m.Reply.Kind == ReplyKind.Clinical),
            Share(group, m => m.Reply.Kind is ReplyKind.Answer or ReplyKind.Differ or ReplyKind.Facts),
            Share(group, m => m.Reply.Kind == ReplyKind.Abstain),
            Share(group, m => m.Reply.Kind is ReplyKind.SmallTalk or ReplyKind.OffTopic or ReplyKind.NonEnglish or ReplyKind.Empty),
            Share(group, m => m.Reply.HelpLine),
            kind is null ? "" : Share(given, m => string.Equals(m.Label, label, StringComparison.Ordinal)),
        ];
    }

    private void ListMisses()
    {
        foreach (var message in _messages)
        {
            var wrong = message.UrgentLabel ? !message.Panel
                : message.Panel ? !message.PanelTolerated
                : message.Label switch
                {
                    "clinical_personal" => message.Reply.Kind != ReplyKind.Clinical,
                    null => false,
                    _ => message.Reply.Kind == ReplyKind.Clinical,
                };
            if (wrong)
                output.WriteLine($"{message.File} {message.Id} {message.Label} -> {message.Reply.Kind} by {message.Reply.Rule}: {message.Text} [{message.Note}]");
        }
    }

    private List<Message> Labelled(string label) => _messages.FindAll(message => string.Equals(message.Label, label, StringComparison.Ordinal));

    private static string Share(List<Message> all, Func<Message, bool> what) => all.Count == 0 ? "-" : $"{(double)all.Count(what) / all.Count:0.000}";

    private static double Quantile(List<double> sorted, double share) => sorted.Count == 0 ? 0 : sorted[(int)(share * (sorted.Count - 1))];

    private sealed record Message(string File, string Id, string Text, string? Label, string Note, Reply Reply, double Milliseconds)
    {
        public bool Panel => Reply.Kind is ReplyKind.Crisis or ReplyKind.Emergency;

        /// <summary>A person is offered first: the hand-off, or the panel above it.</summary>
        public bool Careful => Reply.Kind == ReplyKind.Clinical || Panel;

        public bool UrgentLabel => Label is "crisis" or "emergency";

        public bool PanelTolerated => Note.Contains("panel", StringComparison.OrdinalIgnoreCase) || Note.Contains("+988", StringComparison.Ordinal);
    }
}
