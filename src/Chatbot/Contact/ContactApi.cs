using System.Text.Json;
using Chatbot.Knowledge;
using Chatbot.Protocol;

namespace Chatbot.Contact;

/// <summary><c>POST /api/contact</c> and <c>GET /api/contact/{reference}</c>.</summary>
internal static class ContactApi
{
    private const int MaxBodyBytes = 16 * 1024;
    private const int RetryAfterSeconds = 10;

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false, MaxDepth = 4 };

    public static RouteGroupBuilder MapContactApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/contact");
        group.MapPost("", SubmitAsync);
        group.MapGet("words", Words);
        group.MapGet("{reference}", StateAsync);
        return group;
    }

    /// <summary>The words around the form, so that every door shows the same ones.</summary>
    private static IResult Words(Library library) => Results.Json(new
    {
        title = library.Replies.Say("contact.title"),
        before = library.Replies.Say("contact.before"),
        replyTime = library.Replies.Say("contact.reply-time", ("within", library.Clinic.ReplyWithin ?? ContactDesk.DefaultReplyWithin)),
        privacy = ContactCard.Privacy(library),
        consent = library.Replies.Say("contact.consent"),
        after = library.Replies.Say("contact.after"),
    });

    private static async Task<IResult> SubmitAsync(HttpContext context, ContactDesk desk, Library library)
    {
        if (!context.Request.HasJsonContentType())
            return Results.Problem("Send the form as application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        ContactSubmission? submission;
        try
        {
            submission = await JsonBody.ReadAsync<ContactSubmission>(context.Request, Format, MaxBodyBytes, context.RequestAborted);
        }
        catch (JsonException)
        {
            return Results.Problem("The form could not be read. Please reload the page and try again.", statusCode: StatusCodes.Status400BadRequest);
        }
        catch (BadHttpRequestException fault)
        {
            return Results.Problem("The form holds too much text.", statusCode: fault.StatusCode);
        }

        return await desk.SubmitAsync(submission ?? new ContactSubmission(), context.RequestAborted) switch
        {
            ContactOutcome.Stored stored => Stored(stored, library),
            ContactOutcome.Invalid invalid => Results.ValidationProblem(invalid.Errors.ToDictionary(StringComparer.Ordinal), title: "Something is missing in the form."),
            _ => Unavailable(context, library),
        };
    }

    private static IResult Stored(ContactOutcome.Stored stored, Library library)
    {
        var body = new
        {
            stored.Reference,
            stored.ReplyWithin,
            Urgent = stored.Urgent ? new { Text = library.Replies.Say("contact.urgent") } : null,
        };
        return Results.Json(body, statusCode: stored.AlreadyThere ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private static IResult Unavailable(HttpContext context, Library library)
    {
        context.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
        var words = library.Clinic.Phone is { } phone ? library.Replies.Say("contact.failed", ("phone", phone)) : library.Replies.Say("contact.failed-nophone");
        return Results.Problem(words, statusCode: StatusCodes.Status503ServiceUnavailable, extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["phone"] = library.Clinic.Phone });
    }

    private static async Task<IResult> StateAsync(string reference, ContactDesk desk, CancellationToken cancellationToken) =>
        await desk.StateAsync(reference.ToUpperInvariant(), cancellationToken) is { } state
            ? Results.Json(new { state })
            : Results.Problem("There is no request by this reference.", statusCode: StatusCodes.Status404NotFound);
}
