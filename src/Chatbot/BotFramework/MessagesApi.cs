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

    /// <summary>An answer takes milliseconds; where it takes longer, the other side sees that it is coming.</summary>
    private static readonly TimeSpan TypingAfter = TimeSpan.FromMilliseconds(700);

    private static readonly string[] OtherMethods = ["GET", "HEAD", "PUT", "PATCH", "DELETE"];

    public static void MapMessagesApi(this IEndpointRouteBuilder routes)
    {
        // Who may call is checked here, so nothing of what the pages need (cookies, sign-in, other origins) has to run before it.
        routes.MapPost("/api/messages", TakeAsync).ShortCircuit();

        // The Playground probes with HEAD. The static files' catch-all route would make this a 404.
        routes.MapMethods("/api/messages", OtherMethods, () => Results.StatusCode(StatusCodes.Status405MethodNotAllowed));
    }

    private static async Task<IResult> TakeAsync(
        HttpContext context,
        InboundAuthentication authentication,
        Exchange exchange,
        ConnectorClient connector,
        SiteAddress site,
        TimeProvider clock,
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
        (refused, var sender) = await authentication.CheckAsync(context, activity);
        if (refused != 0)
            return Results.StatusCode(refused);

        var type = ActivityJson.Text(activity, "type")!;
        var isFeedback = Feedback.IsIn(activity);
        if (string.Equals(type, "invoke", StringComparison.Ordinal) && !isFeedback)
            return Results.StatusCode(StatusCodes.Status501NotImplemented);
        if (type is not ("message" or "conversationUpdate") && !isFeedback)
            return Results.Ok();
        if (ActivityJson.Text(activity, "conversation", "id") is not { Length: > 0 and <= MaxIdChars } conversation)
            return Results.Problem("The member 'conversation.id' is missing or too long.", statusCode: StatusCodes.Status400BadRequest);
        if (ActivityJson.Text(activity, "id")?.Length > MaxIdChars)
            return Results.Problem($"The member 'id' may hold at most {MaxIdChars} characters.", statusCode: StatusCodes.Status400BadRequest);

        var peer = new Peer(activity, conversation, sender, connector, clock, lifetime.ApplicationStopping);
        var isExpecting = string.Equals(ActivityJson.Text(activity, "deliveryMode"), "expectReplies", StringComparison.Ordinal);
        var explain = !isExpecting && WantsTrace(context, activity);
        Task<Taken?> LogItAsync() => LogAsync(activity, type, KeyOf(activity, conversation), site.Of(context.Request), exchange, explain, context.RequestAborted);
        var taken = isExpecting ? await LogItAsync() : await WithTypingAsync(LogItAsync, peer, clock);
        if (taken?.Logged is Logged.Unavailable)
            return Results.Problem("The message could not be stored. Try again in a moment.", statusCode: StatusCodes.Status503ServiceUnavailable);

        // A repeated call gets the same replies again: the first response may have been lost.
        if (isExpecting)
        {
            await peer.ExpectedAsync(context.Response, RepliesIn(taken?.Logged));
            return Results.Empty;
        }

        // Sent before the inbound call returns: the Playground and the Emulator show replies in the order of calls.
        if (taken is { Logged: not Logged.AlreadyThere })
            await peer.SendAsync([.. RepliesIn(taken.Logged), .. taken.Why is { } why ? new[] { why } : []]);

        // The Activity protocol's answer to an invoke; Teams shows an error without a body.
        return type is "invoke" ? Results.Json(new { }) : Results.Ok();
    }

    private static async Task<Taken?> WithTypingAsync(Func<Task<Taken?>> take, Peer peer, TimeProvider clock)
    {
        var taking = Task.Run(take);
        if (await Task.WhenAny(taking, Task.Delay(TypingAfter, clock)) != taking)
            await peer.SaysItIsTypingAsync();
        return await taking;
    }

    private static async Task<Taken?> LogAsync(JsonObject activity, string type, ConversationKey key, string site, Exchange exchange, bool explain, CancellationToken cancellationToken)
    {
        if (string.Equals(type, "conversationUpdate", StringComparison.Ordinal))
            return SomeoneJoined(activity) ? new Taken(await exchange.WelcomeAsync(key, site, cancellationToken)) : null;

        // Replies are told apart by this role, so no sender may claim it.
        if (activity["from"] is JsonObject sender)
            sender["role"] = "user";
        var id = ActivityJson.Text(activity, "id");
        if (Feedback.IsIn(activity))
            return Feedback.Read(activity) is { } feedback ? new Taken(await exchange.RateAsync(key, activity, feedback, id, site, cancellationToken)) : null;
        return await exchange.TakeAsync(key, activity, id, site, explain, cancellationToken);
    }

    /// <summary>Staff who test see why; a channel's visitor does not.</summary>
    private static bool WantsTrace(HttpContext context, JsonObject activity) =>
        string.Equals(ActivityJson.Text(activity, "channelId"), "emulator", StringComparison.Ordinal) || context.Request.Headers.ContainsKey("x-ms-agents-playground");

    /// <summary>Two channels may use the same conversation id, and a channel's ids may be longer than ours: the key is a hash of both.</summary>
    private static ConversationKey KeyOf(JsonObject activity, string conversation)
    {
        var channel = ActivityJson.Text(activity, "channelId") ?? "unknown";

        // U+0000 is refused in every string, so it keeps the two apart.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{channel}\0{conversation}"));
        return new ConversationKey($"bf-{Convert.ToHexStringLower(hash)}", channel, ActivityJson.Text(activity, "from", "id") ?? "");
    }

    private static IReadOnlyList<Utterance> RepliesIn(Logged? logged)
    {
        var activities = logged switch
        {
            Logged.Stored { Activities: var added } => added,
            Logged.AlreadyThere { Activities: var known } => known,
            Logged.Unstored { Activities: var handedOn } => handedOn,
            _ => [],
        };
        return [.. activities.Select(activity => activity.Said).OfType<Utterance>()];
    }

    /// <summary>True when the members that were added hold someone other than the bot.</summary>
    private static bool SomeoneJoined(JsonObject activity)
    {
        var bot = ActivityJson.Text(activity, "recipient", "id");
        return activity["membersAdded"] is JsonArray members
            && members.OfType<JsonObject>().Any(member => ActivityJson.Text(member, "id") is { } id && !string.Equals(id, bot, StringComparison.Ordinal));
    }
}
