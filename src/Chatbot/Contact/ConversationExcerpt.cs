using System.Text.Json;
using System.Text.Json.Nodes;
using Chatbot.Conversations;
using Chatbot.Storage;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Contact;

/// <summary>Reads of a stored conversation what the visitor attached to a request, newest kept when it is long.</summary>
internal static class ConversationExcerpt
{
    private const int MaxActivities = 200;
    private const int MaxChars = 40_000;

    public static async Task<IReadOnlyList<TranscriptLine>> TranscriptAsync(ChatbotDb db, string conversation, CancellationToken cancellationToken)
    {
        var lines = new List<TranscriptLine>();
        var chars = 0;
        foreach (var activity in (await MessagesAsync(db, conversation, cancellationToken)).Reverse())
        {
            var line = new TranscriptLine(!IsBot(activity), TextOf(activity));
            chars += line.Text.Length;
            if (chars > MaxChars)
                break;
            lines.Add(line);
        }

        lines.Reverse();
        return lines;
    }

    /// <summary>The visitor's questions whose reply was "not in our articles" or "only a clinician can say".</summary>
    public static async Task<IReadOnlyList<string>> OpenQuestionsAsync(ChatbotDb db, string conversation, CancellationToken cancellationToken)
    {
        var questions = new List<string>();
        string? asked = null;
        foreach (var activity in await MessagesAsync(db, conversation, cancellationToken))
        {
            if (!IsBot(activity))
                asked = TextOf(activity);
            else if (asked is not null && activity["channelData"]?["reply"]?["kind"]?.ToString() is "abstain" or "clinical" && !questions.Contains(asked, StringComparer.Ordinal))
                questions.Add(asked);
        }

        return questions;
    }

    private static async Task<IReadOnlyList<JsonObject>> MessagesAsync(ChatbotDb db, string conversation, CancellationToken cancellationToken)
    {
        var rows = await db.Activities
            .Where(row => row.ConversationId == conversation)
            .OrderByDescending(row => row.Number)
            .Take(MaxActivities)
            .Select(row => new { row.Json, Reply = db.Sayings.Where(saying => saying.Id == row.ReplyId).Select(saying => saying.Members).FirstOrDefault() })
            .ToListAsync(cancellationToken);
        rows.Reverse();
        return
        [
            .. rows.SelectMany(row => new[] { Parse(row.Json), row.Reply is null ? null : Said(row.Reply) })
                .OfType<JsonObject>()
                .Where(activity => activity["type"]?.ToString() is "message" && TextOf(activity).Length > 0),
        ];
    }

    private static JsonObject? Said(string members)
    {
        var activity = Parse($"{{{members}}}");
        activity?["from"] = Utterance.Bot();
        return activity;
    }

    private static JsonObject? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsBot(JsonObject activity) => activity["from"]?["role"]?.ToString() is "bot";

    private static string TextOf(JsonObject activity) => activity["text"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
