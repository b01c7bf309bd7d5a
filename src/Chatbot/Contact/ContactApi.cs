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

    private static readonly string[] Fields = ["idempotencyKey", "name", "email", "phone", "preferredTime", "topic", "message", "consent", "conversation", "attachConversation", "attachQuestions", "website", "ticket"];

    public static RouteGroupBuilder MapContactApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/contact");
        group.MapPost("", SubmitAsync);
        group.MapGet("words", Words);
        group.MapGet("{reference}", StateAsync);
        return group;
    }

    /// <summary>The words around the form, and the ticket that goes back with it.</summary>
    private static IResult Words(ContactWords words, FormTicket tickets, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(new
        {
            title = words.Title,
            before = words.Before,
            replyTime = words.ReplyTime,
            privacy = words.Privacy,
            attachConversation = words.AttachConversation,
            attachQuestions = words.AttachQuestions,
            consent = words.Consent,
            after = words.After,
            ticket = tickets.Issue(),
        });
    }

    private static async Task<IResult> SubmitAsync(HttpContext context, ContactDesk desk, ContactBudgets budgets, OwnOrigin own, ContactWords words, Library library)
    {
        if (!await own.AllowsAsync(context))
            return Results.Problem("This form was sent from another website, so it was not stored. Please open the clinic's own page and send it there.", statusCode: StatusCodes.Status403Forbidden);
        if (!context.Request.HasJsonContentType())
            return Results.Problem("Send the form as application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        var address = HourlyBudget.NetworkOf(context.Connection.RemoteIpAddress);
        if (!budgets.PerAddress.TryTake(address, out var wait))
            return TooMany(wait, context, words, library);
        var stored = false;
        try
        {
            var submission = await JsonBody.ReadAsync<ContactSubmission>(context.Request, Format, MaxBodyBytes, context.RequestAborted) ?? new ContactSubmission();
            var outcome = await desk.SubmitAsync(submission, ContactDoor.Api, context.RequestAborted);
            stored = outcome is ContactOutcome.Stored { AlreadyThere: false };
            return Answer(outcome, context, words, library);
        }
        catch (JsonException fault)
        {
            return Unreadable(fault);
        }
        catch (BadHttpRequestException fault)
        {
            var reason = fault.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The form holds too much text." : "The form did not arrive whole. Please try again.";
            return Results.Problem(reason, statusCode: fault.StatusCode);
        }
        finally
        {
            if (!stored)
                budgets.PerAddress.GiveBack(address);
        }
    }

    private static IResult Answer(ContactOutcome outcome, HttpContext context, ContactWords words, Library library) => outcome switch
    {
        ContactOutcome.Stored stored => Results.Json(
            Members(("reference", stored.Reference), ("replyWithin", stored.ReplyWithin), Urgent(stored, words.Urgent)),
            statusCode: stored.AlreadyThere ? StatusCodes.Status200OK : StatusCodes.Status201Created),
        ContactOutcome.Invalid invalid => Refused(invalid.Errors, Urgent(invalid, words.UrgentNotStored)),
        ContactOutcome.Unavailable unavailable => Unavailable(unavailable, context, words),
        ContactOutcome.TooMany full => TooMany(full.Wait, context, words, library, Urgent(full, words.UrgentNotStored)),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}"),
    };

    /// <summary>Whatever became of the request: somebody in danger sees the numbers to call.</summary>
    private static (string Name, object? Value) Urgent(ContactOutcome outcome, string words) =>
        ("urgent", outcome.Urgent ? new { Text = words } : null);

    private static IResult Refused(IReadOnlyDictionary<string, string[]> errors, params ReadOnlySpan<(string Name, object? Value)> extra) =>
        Results.ValidationProblem(errors.ToDictionary(StringComparer.Ordinal), title: "Something is missing in the form.", extensions: Members(extra));

    /// <summary>A value of the wrong type, or with half a character in it, is that field's error; anything else is no form at all.</summary>
    private static IResult Unreadable(JsonException fault) =>
        fault.Path is { Length: > 2 } path && Fields.FirstOrDefault(field => path.AsSpan(2).Equals(field, StringComparison.OrdinalIgnoreCase)) is { } named
            ? Refused(new Dictionary<string, string[]>(StringComparer.Ordinal) { [named] = [ContactRules.Unstorable] })
            : Results.Problem("The form could not be read. Please reload the page and try again.", statusCode: StatusCodes.Status400BadRequest);

    private static IResult Unavailable(ContactOutcome.Unavailable outcome, HttpContext context, ContactWords words)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return Results.Problem(
            words.Failed,
            statusCode: StatusCodes.Status503ServiceUnavailable,
            extensions: Members(("phone", outcome.Phone), Urgent(outcome, words.UrgentNotStored)));
    }

    private static IResult TooMany(TimeSpan wait, HttpContext context, ContactWords words, Library library, params ReadOnlySpan<(string Name, object? Value)> extra)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Results.Problem(
            words.TooMany,
            statusCode: StatusCodes.Status429TooManyRequests,
            extensions: Members([("phone", library.Clinic.Phone), .. extra]));
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
