using Chatbot.DirectLine;
using Microsoft.Extensions.Options;

namespace Chatbot.Pages;

/// <summary>
/// Headers for every answer: nothing from elsewhere, nothing inline, no address passed on. Only the chat's own frame and
/// the plain contact form may stand inside another website, and only inside one that is configured.
/// </summary>
internal static class SecurityHeaders
{
    /// <summary>The page that websites put into an iframe.</summary>
    public const string FramePath = "/frame";

    private const string ContactPath = "/contact";

    private const string Policy =
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors ";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app)
    {
        var origins = app.ApplicationServices.GetRequiredService<IOptions<DirectLineOptions>>().Value.AllowedOrigins;
        var framed = $"{Policy}{string.Join(' ', ["'self'", .. origins])}";
        const string closed = $"{Policy}'none'";
        return app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            var path = context.Request.Path;
            var mayBeFramed = path.StartsWithSegments(FramePath, StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments(ContactPath, StringComparison.OrdinalIgnoreCase);
            headers.ContentSecurityPolicy = mayBeFramed ? framed : closed;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";

            // A website that isolates itself (COEP) loads the widget's files all the same.
            if (path.StartsWithSegments("/widget", StringComparison.OrdinalIgnoreCase))
                headers["Cross-Origin-Resource-Policy"] = "cross-origin";
            return next(context);
        });
    }
}
