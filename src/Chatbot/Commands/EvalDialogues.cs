using System.Text.Json;
using Chatbot.Answering;
using Chatbot.Conversations;

namespace Chatbot.Commands;

/// <summary>
/// <c>eval dialogues FILE…</c>: plays whole conversations and scores each turn by what it should get: a cited answer that
/// holds the key, the positions side by side, an honest "not in our articles", the clinical card, a panel, small talk, or
/// the last answer once more.
/// </summary>
internal sealed class EvalDialogues(Turn turn, TextWriter output, TextWriter progress)
{
    private readonly List<(GoldTurn Turn, bool Right)> _turns = [];

    public int Run(IReadOnlyList<string> files, string? half, bool listMisses)
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

        foreach (var file in files)
        {
            var number = 0;
            foreach (var line in File.ReadLines(file).Where(line => line.Length > 0))
            {
                number++;
                if (half is null || string.Equals(half, number % 2 == 1 ? "odd" : "even", StringComparison.Ordinal))
                    Play(JsonSerializer.Deserialize<GoldDialogue>(line, JsonSerializerOptions.Web)!, facts, listMisses);
                if (number % 50 == 0)
                    progress.WriteLine($"{Path.GetFileName(file)}: {number} conversations");
            }
        }

        foreach (var group in _turns.GroupBy(scored => scored.Turn.Expect, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
            output.WriteLine($"  {group.Key,-10} {Share(group)} of {group.Count()}");
        foreach (var group in _turns.GroupBy(scored => scored.Turn.Needs ?? "none", StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
            output.WriteLine($"  needs {group.Key,-7} {Share(group)} of {group.Count()}");
        output.WriteLine(
            $"dialogues: turns {Share(_turns)} follow-ups {Share(_turns.Where(scored => scored.Turn.Needs is not (null or "none")))} "
            + $"abstain {Share(Expecting("abstain"))} clinical {Share(Expecting("clinical"))}");
        return 0;
    }

    private IEnumerable<(GoldTurn Turn, bool Right)> Expecting(string what) => _turns.Where(scored => string.Equals(scored.Turn.Expect, what, StringComparison.Ordinal));

    private void Play(GoldDialogue dialogue, GoldFacts facts, bool listMisses)
    {
        var state = ConversationState.Fresh;
        for (var i = 0; i < dialogue.Turns.Count; i++)
        {
            var said = dialogue.Turns[i];
            var outcome = turn.Take(state, said.Text);
            state = outcome.State;
            var right = IsRight(said, outcome.Reply, facts);
            _turns.Add((said, right));
            if (right || !listMisses)
                continue;
            output.WriteLine($"{dialogue.Id}.{i + 1} {said.Expect} [{said.Needs}] {(i == 0 ? "" : dialogue.Turns[i - 1].Text + " / ")}{said.Text} -> {outcome.Reply.Kind} {outcome.Reply.Rule} (wanted {string.Join(' ', said.Facts)})");
            foreach (var citation in outcome.Reply.Citations)
                output.WriteLine($"    {citation.Source}: {citation.Snippet}");
        }
    }

    private static bool IsRight(GoldTurn said, Reply reply, GoldFacts facts) => said.Expect switch
    {
        "answer" or "differ" or "repeat" => reply.Kind is ReplyKind.Answer or ReplyKind.Differ or ReplyKind.Facts
            && new GoldQuestion { Id = "", Text = said.Text, Facts = said.Facts, Must = said.Must, Sources = said.Sources }.AnsweredBy([.. reply.Citations], facts),
        "abstain" => reply.Kind is ReplyKind.Abstain or ReplyKind.Facts or ReplyKind.OffTopic,
        "clinical" => reply.Kind is ReplyKind.Clinical,
        "crisis" => reply.Kind is ReplyKind.Crisis or ReplyKind.Emergency,
        "smalltalk" => reply.Kind is ReplyKind.SmallTalk or ReplyKind.OffTopic or ReplyKind.Empty,
        _ => false,
    };

    private static string Share(IEnumerable<(GoldTurn Turn, bool Right)> turns)
    {
        var all = turns.ToList();
        return all.Count == 0 ? "-" : $"{(double)all.Count(scored => scored.Right) / all.Count:0.000}";
    }

    private sealed record GoldDialogue(string Id, IReadOnlyList<GoldTurn> Turns);

    private sealed record GoldTurn
    {
        public required string Text { get; init; }

        public required string Expect { get; init; }

        public IReadOnlyList<string> Facts { get; init; } = [];

        public string Must { get; init; } = "";

        public IReadOnlyList<string> Sources { get; init; } = [];

        /// <summary>What has to be carried over: none, topic, clinic, entity.</summary>
        public string? Needs { get; init; }
    }
}
