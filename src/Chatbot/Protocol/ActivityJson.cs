using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chatbot.Protocol;

/// <summary>
/// Activities as JSON objects: unknown members are kept and echoed, since the protocol lets clients add their own
/// (Activity protocol 3.1, "Unknown fields").
/// </summary>
internal static class ActivityJson
{
    public const int MaxBodyBytes = 256 * 1024;

    private const int MaxDepth = 32;
    private const int MaxValueMembers = 50;

    private static readonly JsonDocumentOptions Format = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    /// <summary>Reads one activity of a request. The second value says what is wrong with it, for the sender; null when nothing is.</summary>
    public static async Task<(JsonObject? Activity, int Status, string? Fault)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
            return (null, StatusCodes.Status415UnsupportedMediaType, "Send the activity as application/json.");
        try
        {
            var (node, hasEscapes) = await JsonBody.ReadNodeAsync(request, Format, MaxBodyBytes, cancellationToken);
            if (node is not JsonObject activity)
                return (null, StatusCodes.Status400BadRequest, "The body is not one JSON object.");
            var fault = FaultIn(activity, hasEscapes);
            return fault is null ? (activity, StatusCodes.Status200OK, null) : (null, StatusCodes.Status400BadRequest, fault);
        }
        catch (JsonException)
        {
            return (null, StatusCodes.Status400BadRequest, "The body is no readable JSON: no duplicate members, at most 32 levels deep.");
        }
        catch (BadHttpRequestException fault)
        {
            return (null, fault.StatusCode, $"An activity may hold at most {MaxBodyBytes} bytes.");
        }
    }

    /// <summary>The string at a path of members; null when it is not there or no string.</summary>
    public static string? Text(JsonObject activity, params ReadOnlySpan<string> path)
    {
        JsonNode? node = activity;
        foreach (var member in path)
            node = (node as JsonObject)?[member];
        return node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
    }

    private static string? FaultIn(JsonObject activity, bool hasEscapes)
    {
        // Databases cannot hold U+0000, and a lone surrogate is no text.
        if (hasEscapes && HasBadCharacter(activity))
            return "A string holds U+0000 or half of a surrogate pair.";
        if (string.IsNullOrEmpty(Text(activity, "type")))
            return "The member 'type' is missing.";
        if (activity["text"] is { } text && text.GetValueKind() is not (JsonValueKind.String or JsonValueKind.Null))
            return "The member 'text' is not a string.";
        return activity["value"] is JsonObject { Count: > MaxValueMembers } ? "The member 'value' has too many members." : null;
    }

    private static bool HasBadCharacter(JsonNode? node) => node switch
    {
        JsonObject value => value.Any(member => HasBadCharacter(member.Key) || HasBadCharacter(member.Value)),
        JsonArray array => array.Any(HasBadCharacter),
        JsonValue leaf when leaf.GetValueKind() == JsonValueKind.String => IsUnreadable(leaf),
        _ => false,
    };

    /// <summary>An escaped lone surrogate (<c>\ud800</c>) is a string that the reader refuses to hand out.</summary>
    private static bool IsUnreadable(JsonValue text)
    {
        try
        {
            return HasBadCharacter(text.GetValue<string>());
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    private static bool HasBadCharacter(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
                return true;
            if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[++i])))
                return true;
        }

        return false;
    }
}
