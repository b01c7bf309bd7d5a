using Chatbot.Protocol;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Chatbot.Contact;

/// <summary>
/// Refuses a form that another website's page sends from a visitor's browser. It looks at what the browser itself says
/// (Sec-Fetch-Site, Origin), so it needs no cookie and also works where the chat is part of a clinic's own site, which
/// CORS then has to allow. A program that is no browser says nothing and has no visitor to misuse.
/// <see href="https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site"/>
/// </summary>
internal sealed class OwnOrigin(SiteAddress site)
{
    public async Task<bool> AllowsAsync(HttpContext context)
    {
        var request = context.Request;
        switch (request.Headers["Sec-Fetch-Site"].ToString())
        {
            case "same-origin" or "none":
                return true;
            case "" when request.Headers.Origin.Count == 0:
                return true;
        }

        // Our pages send no referrer, and for their forms a browser then writes "null" as the origin, which says nothing.
        var origin = request.Headers.Origin.ToString();
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var from))
            return false;
        if (string.Equals(from.Authority, new Uri(site.Of(request)).Authority, StringComparison.OrdinalIgnoreCase))
            return true;
        return context.GetEndpoint()?.Metadata.GetMetadata<IEnableCorsAttribute>() is { } cors
            && await context.RequestServices.GetRequiredService<ICorsPolicyProvider>().GetPolicyAsync(context, cors.PolicyName) is { } policy
            && policy.IsOriginAllowed(origin);
    }
}
