using System.Text.Json;

namespace Chatbot.Knowledge;

/// <summary>Reads the authored questions: one JSON object a line.</summary>
internal static class QuestionReader
{
    private const string UnanswerableFile = "unanswerable.jsonl";

    /// <summary>Messages about something else, and urgent ones: a sample of the triage training, so that none of them ever meets an article.</summary>
    private const string ElsewhereFile = "elsewhere.jsonl";

    /// <summary>Questions that are nothing without the one before.</summary>
    private const string FollowUpFile = "follow-ups.jsonl";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false };

    /// <summary>Every <c>*.jsonl</c> of the folder but those that no article answers; a file's name is its questions' topic.</summary>
    public static IReadOnlyList<AuthoredQuestion> ReadAnswerable(string folder, IReadOnlyDictionary<string, string> facts)
    {
        var questions = new List<AuthoredQuestion>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.jsonl") : [];
        Array.Sort(files, StringComparer.Ordinal);
        foreach (var file in files.Where(file => Path.GetFileName(file) is not (UnanswerableFile or ElsewhereFile or FollowUpFile)))
        {
            foreach (var (line, question) in Lines<QuestionFile>(file))
            {
                if (string.IsNullOrWhiteSpace(question.Text) || question.Id is null)
                    throw new KnowledgeException(file, line, "A question needs an id and a text.", """Write {"id":"…","text":"…","facts":["001-36"]}.""");
                if (!ids.Add(question.Id))
                    throw new KnowledgeException(file, line, $"The id '{question.Id}' is there twice.", "Give each question its own id.");
                if (question.Facts is not { Count: > 0 })
                    throw new KnowledgeException(file, line, $"The question '{question.Id}' is tied to no fact.", "Name the facts that answer it.");
                if (question.Facts.FirstOrDefault(fact => !facts.ContainsKey(fact)) is { } lost)
                    throw new KnowledgeException(file, line, $"The question '{question.Id}' names the fact {lost}, which no article ties to a sentence.", "Correct the mark, or tie it in an article.");
                questions.Add(new AuthoredQuestion
                {
                    Id = question.Id,
                    Text = question.Text,
                    Facts = question.Facts,
                    Topic = Path.GetFileNameWithoutExtension(file),
                });
            }
        }

        return questions;
    }

    /// <summary>The questions that no article answers, and the messages that are about something else.</summary>
    public static IReadOnlyList<UnanswerableQuestion> ReadUnanswerable(string folder) =>
        [.. ReadKinds(Path.Combine(folder, UnanswerableFile)), .. ReadKinds(Path.Combine(folder, ElsewhereFile))];

    /// <summary>Questions as they are asked right after an authored one, with the facts that answer them, or the kind of thing that nothing answers.</summary>
    public static IReadOnlyList<FollowUpQuestion> ReadFollowUps(string folder, IReadOnlyDictionary<string, string> facts)
    {
        var file = Path.Combine(folder, FollowUpFile);
        var questions = new List<FollowUpQuestion>();
        if (!File.Exists(file))
            return questions;
        foreach (var (line, question) in Lines<FollowUpLine>(file))
        {
            if (string.IsNullOrWhiteSpace(question.Text) || string.IsNullOrWhiteSpace(question.Context))
                throw new KnowledgeException(file, line, "A follow-up needs a text and the question before it.", """Write {"context":"…","text":"…","facts":["001-36"]}.""");
            if (question.Facts is { Count: > 0 } == question.Kind is not null)
                throw new KnowledgeException(file, line, "A follow-up is tied to facts, or has a kind.", "Name the facts that answer it, or say what it asks for that no article states.");
            if (question.Facts?.FirstOrDefault(fact => !facts.ContainsKey(fact)) is { } lost)
                throw new KnowledgeException(file, line, $"A follow-up names the fact {lost}, which no article ties to a sentence.", "Correct the mark, or tie it in an article.");
            questions.Add(new FollowUpQuestion(question.Context, question.Text, question.Facts ?? [], question.Kind));
        }

        return questions;
    }

    private static IReadOnlyList<UnanswerableQuestion> ReadKinds(string file) =>
        File.Exists(file)
            ? [.. Lines<UnanswerableFileLine>(file).Select(entry => new UnanswerableQuestion
            {
                Text = entry.Value.Text ?? throw new KnowledgeException(file, entry.Line, "A question has no text.", "Add it, or remove the line."),
                Kind = entry.Value.Kind ?? throw new KnowledgeException(file, entry.Line, "A question has no kind.", "Say what it asks for: price, hours, insurance …"),
            })]
            : [];

    private static IEnumerable<(int Line, T Value)> Lines<T>(string file)
    {
        var number = 0;
        foreach (var text in File.ReadLines(file))
        {
            number++;
            if (text.Length == 0)
                continue;
            T? value;
            try
            {
                value = JsonSerializer.Deserialize<T>(text, Format);
            }
            catch (JsonException)
            {
                throw new KnowledgeException(file, number, "The line is not one JSON object.", "Compare it with the line above.");
            }

            yield return (number, value ?? throw new KnowledgeException(file, number, "The line is null.", "Remove it."));
        }
    }

    private sealed record QuestionFile
    {
        public string? Id { get; init; }

        public string? Text { get; init; }

        public List<string>? Facts { get; init; }

        public string? Voice { get; init; }
    }

    private sealed record FollowUpLine
    {
        public string? Context { get; init; }

        public string? Text { get; init; }

        public List<string>? Facts { get; init; }

        public string? Kind { get; init; }
    }

    private sealed record UnanswerableFileLine
    {
        public string? Text { get; init; }

        public string? Kind { get; init; }
    }
}
