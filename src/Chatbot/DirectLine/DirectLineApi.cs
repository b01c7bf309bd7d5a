using System.Text.Json.Nodes;
using Chatbot.Conversations;
using Chatbot.Protocol;

namespace Chatbot.DirectLine;

/// <summary>Direct Line 3.0 at <c>/v3/directline</c>, served by this process.</summary>
internal static class DirectLineApi
{
    private const string Channel = "directline";
    private const string GrammarId = "clinic-faq";

    public static IEndpointRouteBuilder MapDirectLineApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v3/directline").RequireCors(DirectLineRoom.Cors);
        group.MapPost("tokens/generate", GenerateAsync).RequireRateLimiting(DirectLineRoom.TokenLimit);
        group.MapPost("tokens/refresh", RefreshAsync);
        group.MapPost("conversations", StartAsync);
        group.MapGet("conversations/{id}", ReconnectAsync);
        group.MapGet("conversations/{id}/activities", HistoryAsync);
        group.MapPost("conversations/{id}/activities", PostAsync).RequireRateLimiting(DirectLineRoom.ActivityLimit);
        group.MapPost("conversations/{id}/upload", UploadAsync);
        group.MapGet("session/getsessionid", () => Results.Json(new { sessionId = Guid.NewGuid().ToString("N") }));
        group.MapGet("conversations/{id}/stream", DirectLineStream.AcceptAsync);
        return routes;
    }

    /// <summary>The number behind a watermark; 0 for none or one that is no number.</summary>
    public static int Watermark(string? text) => int.TryParse(text, out var number) && number > 0 ? number : 0;

    /// <summary>What clients get, by poll or by socket.</summary>
    public static JsonObject ActivitySet(IReadOnlyList<LoggedActivity> activities, int watermark) => new()
    {
        ["activities"] = new JsonArray([.. activities.Select(logged => (JsonNode)logged.Activity)]),
        ["watermark"] = $"{(activities.Count > 0 ? activities[^1].Number : watermark)}",
    };

    private static IResult GenerateAsync(DirectLineTokens tokens)
    {
        // The user id is made here: a client's own would let one visitor pose as another.
        var caller = new DirectLineCaller(Guid.NewGuid().ToString("N"), $"dl_{Guid.NewGuid():N}");
        return Results.Json(TokenBody(tokens, caller));
    }

    private static async Task<IResult> RefreshAsync(HttpContext context, DirectLineTokens tokens)
    {
        var (caller, fault) = await CallerAsync(context, tokens);
        return fault ?? Results.Json(TokenBody(tokens, caller!));
    }

    private static async Task<IResult> StartAsync(HttpContext context, DirectLineTokens tokens, ConversationLog log, Exchange exchange)
    {
        var (caller, fault) = await CallerAsync(context, tokens);
        if (fault is not null)
            return fault;
        var isNew = await log.OpenAsync(caller!.Conversation, Channel, caller.User, context.RequestAborted);
        await exchange.WelcomeAsync(caller.Conversation, site: "", context.RequestAborted);
        return Results.Json(ConversationBody(context, tokens, caller, watermark: null), statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> ReconnectAsync(string id, string? watermark, HttpContext context, DirectLineTokens tokens, ConversationLog log)
    {
        var (caller, fault) = await CallerAsync(context, tokens, id);
        if (fault is not null)
            return fault;
        return await log.ExistsAsync(id, context.RequestAborted)
            ? Results.Json(ConversationBody(context, tokens, caller!, watermark))
            : DirectLineErrors.NotFound();
    }

    private static async Task<IResult> HistoryAsync(string id, string? watermark, HttpContext context, DirectLineTokens tokens, ConversationLog log)
    {
        var (_, fault) = await CallerAsync(context, tokens, id);
        if (fault is not null)
            return fault;
        if (!await log.ExistsAsync(id, context.RequestAborted))
            return DirectLineErrors.NotFound();
        var after = Watermark(watermark);
        return Results.Json(ActivitySet(await log.AfterAsync(id, after, context.RequestAborted), after));
    }

    private static async Task<IResult> PostAsync(string id, HttpContext context, DirectLineTokens tokens, ConversationLog log, Exchange exchange)
    {
        var (caller, fault) = await CallerAsync(context, tokens, id);
        if (fault is not null)
            return fault;
        var (activity, status, problem) = await ActivityJson.ReadAsync(context.Request, context.RequestAborted);
        if (activity is null)
            return DirectLineErrors.Bad(status, problem!);
        if (!await log.ExistsAsync(id, context.RequestAborted))
            return DirectLineErrors.NotFound();

        activity["from"] = new JsonObject { ["id"] = caller!.User, ["role"] = "user" };
        activity["channelId"] = Channel;
        var clientActivityId = ActivityJson.Text(activity, "channelData", "clientActivityID");
        var added = await exchange.TakeAsync(id, activity, clientActivityId, site: "", context.RequestAborted);
        return Results.Json(new { id = ActivityJson.Text(added[0].Activity, "id") });
    }

    private static async Task<IResult> UploadAsync(string id, HttpContext context, DirectLineTokens tokens)
    {
        var (_, fault) = await CallerAsync(context, tokens, id);
        return fault ?? DirectLineErrors.Bad(StatusCodes.Status415UnsupportedMediaType, "This assistant takes no files.");
    }

    /// <summary>The token's caller, or what to answer instead: 401 without one, 403 for another conversation's or an expired one.</summary>
    private static async Task<(DirectLineCaller? Caller, IResult? Fault)> CallerAsync(HttpContext context, DirectLineTokens tokens, string? conversation = null)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return (null, DirectLineErrors.Unauthorized());
        var (caller, expired) = await tokens.ReadAsync(header["Bearer ".Length..].Trim());
        if (expired)
            return (null, DirectLineErrors.Expired());
        return caller is null || (conversation is not null && !string.Equals(conversation, caller.Conversation, StringComparison.Ordinal))
            ? (null, DirectLineErrors.Forbidden())
            : (caller, null);
    }

    private static object TokenBody(DirectLineTokens tokens, DirectLineCaller caller) =>
        new { conversationId = caller.Conversation, token = tokens.Issue(caller), expires_in = (int)tokens.Lifetime.TotalSeconds };

    private static object ConversationBody(HttpContext context, DirectLineTokens tokens, DirectLineCaller caller, string? watermark)
    {
        var scheme = context.Request.IsHttps ? "wss" : "ws";
        var stream = $"{scheme}://{context.Request.Host}{context.Request.PathBase}/v3/directline/conversations/{caller.Conversation}/stream";
        return new
        {
            conversationId = caller.Conversation,
            token = tokens.Issue(caller),
            expires_in = (int)tokens.Lifetime.TotalSeconds,
            streamUrl = $"{stream}?watermark={Watermark(watermark)}&t={tokens.IssueTicket(caller)}",
            referenceGrammarId = GrammarId,
        };
    }
}
