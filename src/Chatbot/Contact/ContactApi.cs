using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Chatbot.Knowledge;
using Chatbot.Protocol;

namespace Chatbot.Contact;

/// <summary><c>POST /api/contact</c> and <c>GET /api/contact/{reference}</c>.</summary>
internal static class ContactApi
{
    private const int MaxBodyBytes = 16 * 1024;
    private const int RetryAfterSeconds = 10;

    /// <summary>Unknown members are ignored, so that an older service takes a newer form; the same member twice is refused.</summary>
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false, MaxDepth = 16 };

    private static readonly string[] Fields = ["idempotencyKey", "name", "email", "phone", "preferredTime", "topic", "message", "consent", "conversation"];

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

    private static async Task<IResult> SubmitAsync(HttpContext context, ContactDesk desk, AddressBudget budget, Library library)
    {
        if (!context.Request.HasJsonContentType())
            return Results.Problem("Send the form as application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        var address = context.Connection.RemoteIpAddress;
        if (!budget.TryTake(address, out var wait))
            return TooMany(context, library, wait);
        var stored = false;
        try
        {
            var submission = await JsonBody.ReadAsync<ContactSubmission>(context.Request, Format, MaxBodyBytes, context.RequestAborted) ?? new ContactSubmission();
            var outcome = await desk.SubmitAsync(submission, context.RequestAborted);
            stored = outcome is ContactOutcome.Stored { AlreadyThere: false };
            return Answer(outcome, context, library);
        }
        catch (JsonException fault)
        {
            return Unreadable(fault);
        }
        catch (BadHttpRequestException fault)
        {
            var words = fault.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The form holds too much text." : "The form did not arrive whole. Please try again.";
            return Results.Problem(words, statusCode: fault.StatusCode);
        }
        finally
        {
            if (!stored)
                budget.GiveBack(address);
        }
    }

    private static IResult Answer(ContactOutcome outcome, HttpContext context, Library library) => outcome switch
    {
        ContactOutcome.Stored stored => Results.Json(
            Members(("reference", stored.Reference), ("replyWithin", stored.ReplyWithin), Urgent(stored, library, "contact.urgent")),
            statusCode: stored.AlreadyThere ? StatusCodes.Status200OK : StatusCodes.Status201Created),
        ContactOutcome.Invalid invalid => Refused(invalid.Errors, Urgent(invalid, library, "crisis.self")),
        ContactOutcome.Unavailable unavailable => Unavailable(unavailable, context, library),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}"),
    };

    /// <summary>Whatever became of the request: somebody in danger sees the numbers to call.</summary>
    private static (string Name, object? Value) Urgent(ContactOutcome outcome, Library library, string words) =>
        ("urgent", outcome.Urgent ? new { Text = library.Replies.Say(words) } : null);

    private static IResult Refused(IReadOnlyDictionary<string, string[]> errors, params ReadOnlySpan<(string Name, object? Value)> extra) =>
        Results.ValidationProblem(errors.ToDictionary(StringComparer.Ordinal), title: "Something is missing in the form.", extensions: Members(extra));

    /// <summary>A value of the wrong type, or with half a character in it, is that field's error; anything else is no form at all.</summary>
    private static IResult Unreadable(JsonException fault) =>
        fault.Path is { Length: > 2 } path && Fields.FirstOrDefault(field => path.AsSpan(2).Equals(field, StringComparison.OrdinalIgnoreCase)) is { } named
            ? Refused(new Dictionary<string, string[]>(StringComparer.Ordinal) { [named] = [ContactRules.Unstorable] })
            : Results.Problem("The form could not be read. Please reload the page and try again.", statusCode: StatusCodes.Status400BadRequest);

    private static IResult Unavailable(ContactOutcome.Unavailable outcome, HttpContext context, Library library)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return Results.Problem(
            outcome.Phone is { } phone ? library.Replies.Say("contact.failed", ("phone", phone)) : library.Replies.Say("contact.failed-nophone"),
            statusCode: StatusCodes.Status503ServiceUnavailable,
            extensions: Members(("phone", outcome.Phone), Urgent(outcome, library, "crisis.self")));
    }

    private static IResult TooMany(HttpContext context, Library library, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var words = "Many requests came from this network in the last hour, so this one was not stored. Please try again later";
        return Results.Problem(
            library.Clinic.Phone is { } phone ? $"{words}, or call the clinic at {phone}." : $"{words}.",
            statusCode: StatusCodes.Status429TooManyRequests,
            extensions: Members(("phone", library.Clinic.Phone)));
    }

    private static async Task<IResult> StateAsync(string reference, ContactDesk desk, HttpContext context)
    {
        try
        {
            return await desk.StateAsync(reference, context.RequestAborted) is { } state
                ? Results.Json(new { state })
                : Results.Problem("There is no request by this reference.", statusCode: StatusCodes.Status404NotFound);
        }
        catch (DbException)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            return Results.Problem("This cannot be looked up just now. Please try again in a moment.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>What has no value is not sent.</summary>
    private static Dictionary<string, object?> Members(params ReadOnlySpan<(string Name, object? Value)> members)
    {
        var present = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in members)
        {
            if (value is not null)
                present[name] = value;
        }

        return present;
    }
}
