using System.Text.Json;
using Chatbot.Conversations;
using Microsoft.Extensions.Caching.Memory;

namespace Chatbot.Protocol;

/// <summary>
/// <c>POST /api/ask</c>: one question in, one reply out, for a clinic's own programs. Nothing is stored: the topic of a
/// conversation is kept in memory for half an hour.
/// </summary>
internal static class AskApi
{
    private const int MaxBodyBytes = 32 * 1024;
    private const int MaxIdChars = 128;
    private const int MaxConversations = 10_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(30);

    public static IEndpointRouteBuilder MapAsk(this IEndpointRouteBuilder routes)
    {
        var states = new MemoryCache(new MemoryCacheOptions { SizeLimit = MaxConversations });
        routes.MapPost("/api/ask", (HttpContext context, Turn turn) => AskAsync(context, turn, states));
        return routes;
    }

    private static async Task<IResult> AskAsync(HttpContext context, Turn turn, MemoryCache states)
    {
        if (!context.Request.HasJsonContentType())
            return Problem(StatusCodes.Status415UnsupportedMediaType, "Send the question as application/json.");
        AskRequest? request;
        try
        {
            request = await JsonBody.ReadAsync<AskRequest>(context.Request, AskRequest.Format, MaxBodyBytes, context.RequestAborted);
        }
        catch (JsonException)
        {
            return Problem(StatusCodes.Status400BadRequest, """The body is not an object like {"id":"q1","text":"does it hurt?"}.""");
        }
        catch (BadHttpRequestException fault)
        {
            return Problem(fault.StatusCode, $"The body may hold at most {MaxBodyBytes} bytes.");
        }

        if (request?.Text is null)
            return Problem(StatusCodes.Status400BadRequest, "The member 'text' is missing.");
        if (request.Id?.Length > MaxIdChars || request.Conversation?.Length > MaxIdChars)
            return Problem(StatusCodes.Status400BadRequest, $"'id' and 'conversation' may hold at most {MaxIdChars} characters.");

        var conversation = request.Conversation ?? Guid.NewGuid().ToString("N");
        var outcome = turn.Take(states.Get<ConversationState>(conversation) ?? ConversationState.Fresh, request.Text);
        if (request.Conversation is not null)
            states.Set(conversation, outcome.State, new MemoryCacheEntryOptions { SlidingExpiration = Kept, Size = 1 });
        return Results.Json(ReplyJson.Of(outcome.Reply, request.Id, conversation), ReplyJson.Format);
    }

    private static IResult Problem(int status, string detail) => Results.Problem(detail, statusCode: status);
}
