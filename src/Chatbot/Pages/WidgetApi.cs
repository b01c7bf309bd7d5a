using Chatbot.Conversations;
using Chatbot.DirectLine;
using Chatbot.Knowledge;

namespace Chatbot.Pages;

/// <summary>What the widget needs from its own website beside Direct Line: a token, and an article to show in its panel.</summary>
internal static class WidgetApi
{
    public static IEndpointRouteBuilder MapWidgetApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/widget").RequireCors(DirectLineRoom.Cors);
        group.MapPost("session", SessionAsync).RequireRateLimiting(DirectLineRoom.TokenLimit);
        group.MapGet("articles/{id}", Article);
        return routes;
    }

    /// <summary>A token for the conversation of the ticket, or for a new one when there is no good ticket.</summary>
    private static async Task<IResult> SessionAsync(SessionRequest? request, DirectLineTokens tokens, ResumeTickets tickets, ConversationLog log, Library library, CancellationToken cancellationToken)
    {
        var known = tickets.Read(request?.Resume);
        if (known is not null && !await log.ExistsAsync(known.Conversation, cancellationToken))
            known = null;
        var caller = known ?? new DirectLineCaller(Guid.NewGuid().ToString("N"), $"dl_{Guid.NewGuid():N}");
        return Results.Json(new
        {
            conversationId = caller.Conversation,
            token = tokens.Issue(caller),
            expires_in = (int)tokens.Lifetime.TotalSeconds,
            resume = tickets.Issue(caller),
            clinic = new { library.Clinic.Name, library.Clinic.Phone },
        });
    }

    private static IResult Article(string id, Library library) => library.Find(id) is not { } article
        ? Results.Problem("There is no such article.", statusCode: StatusCodes.Status404NotFound)
        : Results.Json(new
        {
            article.Id,
            article.Title,
            article.Source,
            article.Reviewed,
            sections = article.Sections.Select(section => new
            {
                section.Heading,
                passages = section.Passages.Select(passage => new
                {
                    bullet = passage.IsBullet,
                    sentences = passage.Sentences.Select(sentence => new { sentence.Start, sentence.End, text = article.Text[sentence.Start..sentence.End] }),
                }),
            }),
        });

    private sealed record SessionRequest
    {
        /// <summary>A ticket that this endpoint gave earlier.</summary>
        public string? Resume { get; init; }
    }
}
