using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Chatbot.Conversations;
using Chatbot.Protocol;

namespace Chatbot.DirectLine;

/// <summary>Direct Line 3.0 at <c>/v3/directline</c>, served by this process.</summary>
internal static class DirectLineApi
{
    private const int MaxIdChars = 512;
    private const string GrammarId = "clinic-faq";

    /// <summary>For what is taken note of and not kept.</summary>
    private static readonly Logged Nothing = new Logged.Stored([], Opened: false);

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

    /// <summary>What clients get, by poll or by socket: the stored texts as they are, UTF-8.</summary>
    public static ReadOnlyMemory<byte> ActivitySet(ActivityBatch batch)
    {
        var set = new ArrayBufferWriter<byte>(4096);
        set.Write("{\"activities\":["u8);
        for (var i = 0; i < batch.Activities.Count; i++)
        {
            if (i > 0)
                set.Write(","u8);
            batch.Activities[i].WriteTo(set);
        }

        set.Write("],\"watermark\":\""u8);
        Encoding.ASCII.GetBytes(batch.Watermark.ToString(), set);
        set.Write("\"}"u8);
        return set.WrittenMemory;
    }

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
        var welcome = await exchange.WelcomeAsync(caller!.Key, site.LinksFor(context.Request), context.RequestAborted);
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
            ? Results.Bytes(ActivitySet(await log.AfterAsync(id, Watermark.Parse(watermark), context.RequestAborted)), "application/json; charset=utf-8")
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
        activity["from"] = new JsonObject { ["id"] = caller!.User, ["role"] = "user" };
        activity["channelId"] = DirectLineCaller.Channel;
        return await TakeAsync(caller.Key, activity, clientActivityId, exchange, site.LinksFor(context.Request), context.RequestAborted);
    }

    private static async Task<IResult> TakeAsync(ConversationKey key, JsonObject activity, string? clientActivityId, Exchange exchange, string site, CancellationToken cancellationToken)
    {
        if (Feedback.IsIn(activity))
        {
            return Feedback.Read(activity) is { } feedback
                ? Accepted(key, await exchange.RateAsync(key, activity, feedback, clientActivityId, site, cancellationToken))
                : Accepted(key, Nothing);
        }

        switch (ActivityJson.Text(activity, "type"))
        {
            case "message" or "event":
                return Accepted(key, (await exchange.TakeAsync(key, activity, clientActivityId, site, explain: false, cancellationToken)).Logged);

            // Nobody reads that a visitor is typing or leaves, so it is not kept.
            case "typing" or "endOfConversation" or "conversationUpdate":
                return Accepted(key, Nothing);
            case "invoke":
                return DirectLineErrors.Bad(StatusCodes.Status501NotImplemented, "Of invokes, only 'message/submitAction' with feedback is known here.");
            default:
                return DirectLineErrors.Bad(StatusCodes.Status400BadRequest, "This type of activity is not known here: send a message, an event, a messageReaction or typing.");
        }
    }

    private static IResult Accepted(ConversationKey key, Logged logged)
    {
        var activities = logged switch
        {
            Logged.Stored { Activities: var added } => added,
            Logged.AlreadyThere { Activities: var known } => known,
            Logged.Unstored { Activities: var handedOn } => handedOn,
            _ => null,
        };
        return activities is null ? DirectLineErrors.Unavailable() : Results.Json(new { id = activities.Count > 0 ? activities[0].Id : $"{key.Id}|unkept" });
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
