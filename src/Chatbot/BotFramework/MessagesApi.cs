using System.Security.Cryptography;
using System.Text;
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
        Exchange exchange,
        ConnectorClient connector,
        SiteAddress site,
        IHostApplicationLifetime lifetime,
        IOptions<BotFrameworkOptions> options)
    {
        if (!options.Value.Enabled)
            return Results.NotFound();
        var refused = authentication.CheckSender(context);
        if (refused != 0)
            return Results.StatusCode(refused);
        var (activity, status, problem) = await ActivityJson.ReadAsync(context.Request, context.RequestAborted);
        if (activity is null)
            return Results.Problem(problem, statusCode: status);
        refused = await authentication.CheckAsync(context, activity);
        if (refused != 0)
            return Results.StatusCode(refused);

        var type = ActivityJson.Text(activity, "type")!;
        if (string.Equals(type, "invoke", StringComparison.Ordinal))
            return Results.StatusCode(StatusCodes.Status501NotImplemented);
        if (type is not ("message" or "conversationUpdate"))
            return Results.Ok();
        if (ActivityJson.Text(activity, "conversation", "id") is not { Length: > 0 and <= MaxIdChars } conversation)
            return Results.Problem("The member 'conversation.id' is missing or too long.", statusCode: StatusCodes.Status400BadRequest);
        if (ActivityJson.Text(activity, "id")?.Length > MaxIdChars)
            return Results.Problem($"The member 'id' may hold at most {MaxIdChars} characters.", statusCode: StatusCodes.Status400BadRequest);

        var logged = await LogAsync(activity, type, KeyOf(activity, conversation), site.Of(context.Request), exchange, context.RequestAborted);
        if (logged is Logged.Unavailable)
            return Results.Problem("The message could not be stored. Try again in a moment.", statusCode: StatusCodes.Status503ServiceUnavailable);
        if (string.Equals(ActivityJson.Text(activity, "deliveryMode"), "expectReplies", StringComparison.Ordinal))
        {
            // A repeated call gets the same replies again: the first response may have been lost.
            var replies = RepliesIn(logged).Select(reply => Address(reply, activity, conversation));
            return Results.Json(new JsonObject { ["activities"] = new JsonArray([.. replies]) });
        }

        // Sent before the inbound call returns: the Playground and the Emulator show replies in the order of calls.
        if (logged is not Logged.AlreadyThere && ActivityJson.Text(activity, "serviceUrl") is { Length: > 0 } serviceUrl)
        {
            foreach (var reply in RepliesIn(logged))
                await connector.SendAsync(serviceUrl, conversation, ActivityJson.Text(activity, "id"), Address(reply, activity, conversation), lifetime.ApplicationStopping);
        }

        return Results.Ok();
    }

    private static async Task<Logged?> LogAsync(JsonObject activity, string type, ConversationKey key, string site, Exchange exchange, CancellationToken cancellationToken)
    {
        if (!string.Equals(type, "message", StringComparison.Ordinal))
            return SomeoneJoined(activity) ? await exchange.WelcomeAsync(key, site, cancellationToken) : null;
        var kept = activity.DeepClone().AsObject();

        // Replies are told apart by this role, so no sender may claim it.
        if (kept["from"] is JsonObject sender)
            sender["role"] = "user";
        return await exchange.TakeAsync(key, kept, ActivityJson.Text(activity, "id"), site, cancellationToken);
    }

    /// <summary>Two channels may use the same conversation id, and a channel's ids may be longer than ours: the key is a hash of both.</summary>
    private static ConversationKey KeyOf(JsonObject activity, string conversation)
    {
        var channel = ActivityJson.Text(activity, "channelId") ?? "unknown";

        // U+0000 is refused in every string, so it keeps the two apart.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{channel}\0{conversation}"));
        return new ConversationKey($"bf-{Convert.ToHexStringLower(hash)}", channel, ActivityJson.Text(activity, "from", "id") ?? "");
    }

    private static IEnumerable<JsonObject> RepliesIn(Logged? logged)
    {
        var activities = logged switch
        {
            Logged.Stored { Activities: var added } => added,
            Logged.AlreadyThere { Activities: var known } => known,
            Logged.Unstored { Activities: var handedOn } => handedOn,
            _ => [],
        };
        return activities.Select(entry => entry.Activity).Where(activity => ActivityJson.Text(activity, "from", "role") is "bot");
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
