using System.Text.Json.Nodes;
using Chatbot.Conversations;
using Chatbot.Protocol;

namespace Chatbot.DirectLine;

/// <summary>Direct Line 3.0 at <c>/v3/directline</c>, served by this process.</summary>
internal static class DirectLineApi
{
    private const int MaxIdChars = 512;
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

    /// <summary>What clients get, by poll or by socket.</summary>
    public static JsonObject ActivitySet(ActivityBatch batch) => new()
    {
        ["activities"] = new JsonArray([.. batch.Activities.Select(logged => (JsonNode)logged.Activity)]),
        ["watermark"] = batch.Watermark.ToString(),
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

    private static async Task<IResult> StartAsync(HttpContext context, DirectLineTokens tokens, Exchange exchange, SiteAddress site)
    {
        var (caller, fault) = await CallerAsync(context, tokens);
        if (fault is not null)
            return fault;
        var welcome = await exchange.WelcomeAsync(caller!.Key, site.Configured, context.RequestAborted);
        var isNew = welcome is Logged.Stored { Opened: true } or Logged.Unstored { Activities.Count: > 0 };
        return Results.Json(ConversationBody(context, tokens, site, caller, watermark: null), statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> ReconnectAsync(string id, string? watermark, HttpContext context, DirectLineTokens tokens, ConversationLog log, SiteAddress site)
    {
        var (caller, fault) = await CallerAsync(context, tokens, id);
        if (fault is not null)
            return fault;
        return await log.ExistsAsync(id, context.RequestAborted)
            ? Results.Json(ConversationBody(context, tokens, site, caller!, watermark))
            : DirectLineErrors.NotFound();
    }

    private static async Task<IResult> HistoryAsync(string id, string? watermark, HttpContext context, DirectLineTokens tokens, ConversationLog log)
    {
        var (_, fault) = await CallerAsync(context, tokens, id);
        if (fault is not null)
            return fault;
        return await log.ExistsAsync(id, context.RequestAborted)
            ? Results.Json(ActivitySet(await log.AfterAsync(id, Watermark.Parse(watermark), context.RequestAborted)))
            : DirectLineErrors.NotFound();
    }

    private static async Task<IResult> PostAsync(string id, HttpContext context, DirectLineTokens tokens, ConversationLog log, Exchange exchange, SiteAddress site)
    {
        var (caller, fault) = await CallerAsync(context, tokens, id);
        if (fault is not null)
            return fault;
        var (activity, status, problem) = await ActivityJson.ReadAsync(context.Request, context.RequestAborted);
        if (activity is null)
            return DirectLineErrors.Bad(status, problem!);
        var clientActivityId = ActivityJson.Text(activity, "channelData", "clientActivityID");
        if (clientActivityId?.Length > MaxIdChars)
            return DirectLineErrors.Bad(StatusCodes.Status400BadRequest, $"'channelData.clientActivityID' may hold at most {MaxIdChars} characters.");
        if (!await log.ExistsAsync(id, context.RequestAborted))
            return DirectLineErrors.NotFound();

        // Nobody reads that a visitor is typing, so it is not kept.
        if (string.Equals(ActivityJson.Text(activity, "type"), "typing", StringComparison.Ordinal))
            return Results.Json(new { id = $"{id}|typing" });
        activity["from"] = new JsonObject { ["id"] = caller!.User, ["role"] = "user" };
        activity["channelId"] = DirectLineCaller.Channel;
        return await exchange.TakeAsync(caller.Key, activity, clientActivityId, site.Configured, context.RequestAborted) switch
        {
            Logged.Stored { Activities: var added } => Accepted(added),
            Logged.AlreadyThere { Activities: var known } => Accepted(known),
            Logged.Unstored { Activities: var handedOn } => Accepted(handedOn),
            _ => DirectLineErrors.Unavailable(),
        };
    }

    private static IResult Accepted(IReadOnlyList<LoggedActivity> activities) => Results.Json(new { id = ActivityJson.Text(activities[0].Activity, "id") });

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

    private static object ConversationBody(HttpContext context, DirectLineTokens tokens, SiteAddress site, DirectLineCaller caller, string? watermark)
    {
        var stream = $"{site.SocketOf(context.Request)}/v3/directline/conversations/{caller.Conversation}/stream";
        return new
        {
            conversationId = caller.Conversation,
            token = tokens.Issue(caller),
            expires_in = (int)tokens.Lifetime.TotalSeconds,
            streamUrl = $"{stream}?watermark={Watermark.Parse(watermark)}&t={tokens.IssueTicket(caller)}",
            referenceGrammarId = GrammarId,
        };
    }
}
