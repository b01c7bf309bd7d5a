using System.Text.Encodings.Web;
using Chatbot.Knowledge;

namespace Chatbot.Pages;

/// <summary>
/// What a person or a program gets when something breaks that nobody foresaw: a calm page with the numbers to call, or a problem
/// in JSON. The page is written at the start, so that it needs nothing that may be broken. Of the fault only its type is logged:
/// its message may hold a visitor's words.
/// </summary>
internal static class FaultPage
{
    /// <summary>Before a path in a link; the service may stand below another one.</summary>
    private const string Root = "\"/";

    private const string Heading = "Something went wrong on our side";

    public static IApplicationBuilder UseFaultPage(this IApplicationBuilder app)
    {
        var page = Page(app.ApplicationServices.GetRequiredService<Library>());
        var log = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(FaultPage));
        return app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
            {
                // Whoever asked has gone.
            }
#pragma warning disable CA1031 // Whatever it is, a visitor must not be left with an empty page.
            catch (Exception fault) when (fault is not BadHttpRequestException)
#pragma warning restore CA1031
            {
                log.LogError("A request failed with {FaultType}", fault.GetType().Name);
                await AnswerAsync(context, page);
            }
        });
    }

    private static async Task AnswerAsync(HttpContext context, string page)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        context.Response.ContentLength = null;
        context.Response.Headers.CacheControl = "no-store";
        if (PagesRoom.IsInterface(context.Request.Path))
        {
            await Results.Problem($"{Heading}. Try again in a moment.", statusCode: StatusCodes.Status500InternalServerError).ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(page.Replace(Root, $"\"{Encoded(context.Request.PathBase)}/", StringComparison.Ordinal), context.RequestAborted);
    }

    private static string Page(Library library)
    {
        var contacts = HelpContacts.Of(library.Replies);
        var clinic = library.Clinic.Phone is { } phone ? $" or call the clinic: <a href=\"tel:{string.Concat(phone.Where(c => char.IsAsciiDigit(c) || c == '+'))}\">{Encoded(phone)}</a>" : "";
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{Heading}</title>
                <link rel="stylesheet" href="/widget/tokens.css" />
                <link rel="stylesheet" href="/site.css" />
                <link rel="icon" href="/icon.svg" type="image/svg+xml" />
            </head>
            <body>
                <div class="help-bar" role="region" aria-label="Help in a crisis">
                    <p><strong>In crisis?</strong> {Links(contacts.Crisis)} <strong>Emergency?</strong> {Links(contacts.Emergency)}</p>
                </div>
                <main id="main">
                    <h1>{Heading}</h1>
                    <p>It was nothing that you did. If you were sending something, it may not have arrived: please try again in a moment.</p>
                    <p>If you need help now, do not wait for this page. The numbers above are answered by people.</p>
                    <p>You can <a href="/">ask a question</a>{clinic}.</p>
                </main>
            </body>
            </html>
            """;
    }

    private static string Links(IEnumerable<HelpContact> contacts) =>
        string.Join(' ', contacts.Select(contact => $"<a href=\"{Encoded(contact.Href)}\">{Encoded(contact.Text)}</a>"));

    private static string Encoded(string? text) => HtmlEncoder.Default.Encode(text ?? "");
}
