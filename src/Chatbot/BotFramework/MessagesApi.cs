using System.Text.Json.Nodes;
using Chatbot.Conversations;
using Chatbot.Protocol;
using Microsoft.Extensions.Options;

namespace Chatbot.BotFramework;

/// <summary><c>POST /api/messages</c>: Activity protocol 3.1, for the Emulator, the Agents Playground and Azure channels.</summary>
internal static class MessagesApi
{
    private const int MaxIdChars = 512;

    private static readonly string[] OtherMethods = ["GET", "HEAD", "PUT", "PATCH", "DELETE"];

    public static void MapMessagesApi(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/messages", TakeAsync);

        // The Playground probes with HEAD. The static files' catch-all route would make this a 404.
        routes.MapMethods("/api/messages", OtherMethods, () => Results.StatusCode(StatusCodes.Status405MethodNotAllowed));
    }

    private static async Task<IResult> TakeAsync(
        HttpContext context,
        InboundAuthentication authentication,
        ConversationLog log,
        Exchange exchange,
        ConnectorClient connector,
        IOptions<BotFrameworkOptions> options)
    {
        if (!options.Value.Enabled)
            return Results.NotFound();
        var (activity, status, problem) = await ActivityJson.ReadAsync(context.Request, context.RequestAborted);
        if (activity is null)
            return Results.Problem(problem, statusCode: status);
        var refused = await authentication.CheckAsync(context, activity);
        if (refused != 0)
            return Results.StatusCode(refused);

        var type = ActivityJson.Text(activity, "type")!;
        if (string.Equals(type, "invoke", StringComparison.Ordinal))
            return Results.StatusCode(StatusCodes.Status501NotImplemented);
        if (type is not ("message" or "conversationUpdate"))
            return Results.Ok();
        if (ActivityJson.Text(activity, "conversation", "id") is not { Length: > 0 and <= MaxIdChars } conversation)
            return Results.Problem("The member 'conversation.id' is missing or too long.", statusCode: StatusCodes.Status400BadRequest);

        var replies = await RepliesAsync(activity, type, conversation, context, log, exchange);
        var outgoing = replies.Select(reply => Address(reply, activity, conversation)).ToList();
        if (string.Equals(ActivityJson.Text(activity, "deliveryMode"), "expectReplies", StringComparison.Ordinal))
            return Results.Json(new JsonObject { ["activities"] = new JsonArray([.. outgoing]) });

        // Sent before the inbound call returns: the Playground and the Emulator show replies in the order of calls.
        if (ActivityJson.Text(activity, "serviceUrl") is { Length: > 0 } serviceUrl)
        {
            foreach (var reply in outgoing)
                await connector.SendAsync(serviceUrl, conversation, ActivityJson.Text(activity, "id"), reply);
        }

        return Results.Ok();
    }

    private static async Task<IReadOnlyList<JsonObject>> RepliesAsync(JsonObject activity, string type, string conversation, HttpContext context, ConversationLog log, Exchange exchange)
    {
        // Two channels may use the same conversation id.
        var channel = ActivityJson.Text(activity, "channelId") ?? "unknown";
        var key = $"bf|{channel}|{conversation}";
        var site = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}";
        await log.OpenAsync(key, channel, ActivityJson.Text(activity, "from", "id") ?? "", context.RequestAborted);
        if (string.Equals(type, "conversationUpdate", StringComparison.Ordinal))
        {
            return SomeoneJoined(activity)
                ? [.. (await exchange.WelcomeAsync(key, site, context.RequestAborted)).Select(added => added.Activity)]
                : [];
        }

        var added = await exchange.TakeAsync(key, activity.DeepClone().AsObject(), ActivityJson.Text(activity, "id"), site, context.RequestAborted);
        return [.. added.Skip(1).Select(reply => reply.Activity)];
    }

    /// <summary>True when the members that were added hold someone other than the bot.</summary>
    private static bool SomeoneJoined(JsonObject activity)
    {
        var bot = ActivityJson.Text(activity, "recipient", "id");
        return activity["membersAdded"] is JsonArray members
            && members.OfType<JsonObject>().Any(member => ActivityJson.Text(member, "id") is { } id && !string.Equals(id, bot, StringComparison.Ordinal));
    }

    /// <summary>Turns a stored reply into one addressed to the sender.</summary>
    private static JsonObject Address(JsonObject stored, JsonObject incoming, string conversation)
    {
        var reply = stored.DeepClone().AsObject();
        reply.Remove("id");
        reply["conversation"] = new JsonObject { ["id"] = conversation };
        reply["channelId"] = ActivityJson.Text(incoming, "channelId");
        reply["serviceUrl"] = ActivityJson.Text(incoming, "serviceUrl");
        reply["from"] = incoming["recipient"] is JsonObject bot ? bot.DeepClone() : reply["from"]?.DeepClone();
        if (incoming["from"] is JsonObject visitor)
            reply["recipient"] = visitor.DeepClone();
        if (ActivityJson.Text(incoming, "id") is { } id)
            reply["replyToId"] = id;
        return reply;
    }
}
