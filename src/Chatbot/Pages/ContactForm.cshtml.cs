using System.Globalization;
using Chatbot.Contact;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Primitives;

namespace Chatbot.Pages;

/// <summary>A field of the page as it is shown, with what was typed and what to change.</summary>
internal sealed record ContactField(string Name, string Label, string Type, string Autocomplete, int MaxLength, string? Value, string? Error, bool Lines = false);

/// <summary>
/// The contact form as a plain page, which works without JavaScript and in a frame. It has no cookie; a form from another
/// site is refused by <see cref="OwnOrigin"/>, and a retry of the same page is stored once.
/// </summary>
[IgnoreAntiforgeryToken]
[RequestSizeLimit(MaxBodyBytes)]
[RequestFormLimits(ValueCountLimit = 32, KeyLengthLimit = 64, ValueLengthLimit = 16 * 1024)]
internal sealed class ContactFormModel(ContactDesk desk, ContactBudgets budgets, OwnOrigin own, FormTicket tickets, ContactWords words) : PageModel
{
    private const int MaxBodyBytes = 64 * 1024;

    private IReadOnlyDictionary<string, string[]> _errors = new Dictionary<string, string[]>(StringComparer.Ordinal);

    public ContactWords Words => words;

    public ContactSubmission Typed { get; private set; } = new();

    /// <summary>The reference to show; null while the form is shown.</summary>
    public ContactOutcome.Stored? Stored { get; private set; }

    /// <summary>Why nothing was stored.</summary>
    public string? Problem { get; private set; }

    /// <summary>The numbers to call, when what was typed sounds urgent.</summary>
    public string? Urgent { get; private set; }

    public IReadOnlyList<ContactField> Fields =>
    [
        new("name", "What should we call you?", "text", "given-name", 100, Typed.Name, ErrorOf("name")),
        new("email", "E-mail", "email", "email", 200, Typed.Email, ErrorOf("email")),
        new("phone", "Phone (one of the two is enough)", "tel", "tel", 40, Typed.Phone, ErrorOf("phone")),
        new("preferredTime", "When may we reach you? (optional)", "text", "off", 100, Typed.PreferredTime, ErrorOf("preferredTime")),
        new("topic", "What is it about? (optional)", "text", "off", 100, Typed.Topic, ErrorOf("topic")),
        new("message", "Your message (optional)", "text", "off", 1000, Typed.Message, ErrorOf("message"), Lines: true),
    ];

    public void OnGet()
    {
        Response.Headers.CacheControl = "no-store";
        Typed = new ContactSubmission { IdempotencyKey = Guid.NewGuid().ToString("N"), Ticket = tickets.Issue() };
    }

    public async Task OnPostAsync()
    {
        Response.Headers.CacheControl = "no-store";
        if (await ReadFormAsync() is not { } form)
            return;
        Typed = Read(form);
        if (!await own.AllowsAsync(HttpContext))
        {
            Fail(StatusCodes.Status403Forbidden, "This form was sent from another website, so it was not stored. Please check what is written here and send it from this page.");
            return;
        }

        var network = HourlyBudget.NetworkOf(HttpContext.Connection.RemoteIpAddress);
        if (!budgets.PerAddress.TryTake(network, out var wait))
        {
            TooMany(wait);
            return;
        }

        var outcome = await desk.SubmitAsync(Typed, ContactDoor.Page, HttpContext.RequestAborted);
        if (outcome is not ContactOutcome.Stored { AlreadyThere: false })
            budgets.PerAddress.GiveBack(network);
        Show(outcome);
    }

    public string? ErrorOf(string field) => _errors.TryGetValue(field, out var errors) ? string.Join(' ', errors) : null;

    /// <summary>Null, and said on the page, for a body that is no form; the page then has a new form.</summary>
    private async Task<IFormCollection?> ReadFormAsync()
    {
        var status = StatusCodes.Status415UnsupportedMediaType;
        if (Request.HasFormContentType)
        {
            try
            {
                return await Request.ReadFormAsync(HttpContext.RequestAborted);
            }
            catch (Exception fault) when (fault is InvalidDataException or IOException)
            {
                status = (fault as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
            }
        }

        OnGet();
        Fail(status, "The form did not arrive whole. Please fill it in again.");
        return null;
    }

    private void Show(ContactOutcome outcome)
    {
        if (outcome.Urgent)
            Urgent = outcome is ContactOutcome.Stored ? words.Urgent : words.UrgentNotStored;
        switch (outcome)
        {
            case ContactOutcome.Stored stored:
                Stored = stored;
                break;
            case ContactOutcome.Invalid invalid:
                _errors = invalid.Errors;
                Fail(StatusCodes.Status400BadRequest, invalid.Errors.TryGetValue("idempotencyKey", out var key) ? string.Join(' ', key) : "Something is missing in the form; please see below.");
                break;
            case ContactOutcome.TooMany full:
                TooMany(full.Wait);
                break;
            default:
                Response.Headers.RetryAfter = "10";
                Fail(StatusCodes.Status503ServiceUnavailable, words.Failed);
                break;
        }
    }

    private void TooMany(TimeSpan wait)
    {
        Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        Fail(StatusCodes.Status429TooManyRequests, words.TooMany);
    }

    private void Fail(int status, string problem)
    {
        Response.StatusCode = status;
        Problem = problem;
    }

    private static ContactSubmission Read(IFormCollection form)
    {
        return new ContactSubmission
        {
            IdempotencyKey = Value("idempotencyKey"),
            Name = Value("name"),
            Email = Value("email"),
            Phone = Value("phone"),
            PreferredTime = Value("preferredTime"),
            Topic = Value("topic"),
            // A browser sends each new line as two characters and counts it as one.
            Message = Value("message")?.ReplaceLineEndings("\n"),
            Consent = Value("consent") is "true",
            Website = Value("website"),
            Ticket = Value("ticket"),
        };

        string? Value(string name) => form.TryGetValue(name, out StringValues values) && values.Count == 1 ? values[0] : null;
    }
}
