using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Chatbot.Answering;

namespace Chatbot.Protocol;

/// <summary>What <c>ask --jsonl</c> and <c>POST /api/ask</c> take.</summary>
internal sealed record AskRequest
{
    public static JsonSerializerOptions Format { get; } = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false, MaxDepth = 8 };

    public string? Id { get; init; }

    public string? Text { get; init; }

    public string? Conversation { get; init; }
}

/// <summary>A reply as <c>ask --jsonl</c> and <c>POST /api/ask</c> give it; outside checks rely on these names.</summary>
internal sealed record ReplyJson
{
    public static JsonSerializerOptions Format { get; } = new(JsonSerializerDefaults.Web)
    {
        // Article text is shown as it stands; this JSON is never put into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    public required string? Id { get; init; }

    public required string? Conversation { get; init; }

    public required string Kind { get; init; }

    public required string Text { get; init; }

    public required IReadOnlyList<CitationJson> Citations { get; init; }

    public required bool HelpLine { get; init; }

    public required bool ContactForm { get; init; }

    public required IReadOnlyList<string> Suggestions { get; init; }

    public required string? Topic { get; init; }

    public required string Rule { get; init; }

    public static ReplyJson Of(Reply reply, string? id, string? conversation) => new()
    {
        Id = id,
        Conversation = conversation,
        Kind = KindName(reply.Kind),
        Text = ReplyText.Plain(reply),
        Citations = [.. reply.Citations.Select(CitationJson.Of)],
        HelpLine = reply.HelpLine,
        ContactForm = reply.ContactForm,
        Suggestions = [.. reply.Suggestions.Select(suggestion => suggestion.Text)],
        Topic = reply.Topic,
        Rule = reply.Rule,
    };

    /// <summary><c>smalltalk</c> for <see cref="ReplyKind.SmallTalk"/>.</summary>
    public static string KindName(ReplyKind kind) => kind.ToString().ToLowerInvariant();
}

/// <summary>A citation on the wire.</summary>
internal sealed record CitationJson(int N, string Source, string Article, string Section, string Snippet, int Start, int End, string Url)
{
    public static CitationJson Of(Citation citation) =>
        new(citation.N, citation.Source, citation.Article, citation.Section, citation.Snippet, citation.Start, citation.End, citation.Url);
}
