using Microsoft.Extensions.Options;

namespace Chatbot.Protocol;

internal sealed class SiteOptions
{
    /// <summary>Where visitors reach this service, such as <c>https://chat.clinic.example</c>. Set it behind a proxy that ends TLS, or when other sites embed the chat; otherwise each request's own host counts.</summary>
    public Uri? PublicUrl { get; set; }
}

/// <summary>The service's address as the visitor sees it.</summary>
internal sealed class SiteAddress(IOptions<SiteOptions> options)
{
    private readonly string? _public = options.Value.PublicUrl?.AbsoluteUri.TrimEnd('/');

    /// <summary>The configured address, without a slash at the end; empty when there is none, for links relative to our own pages.</summary>
    public string Configured => _public ?? "";

    /// <summary>The configured address, or else the one that this request was sent to.</summary>
    public string Of(HttpRequest request) => _public ?? $"{request.Scheme}://{request.Host}{request.PathBase}";

    /// <summary>What links in a reply begin with: nothing for our own pages, our address for a website that embeds the chat.</summary>
    public string LinksFor(HttpRequest request)
    {
        if (_public is not null)
            return _public;
        var own = Of(request);
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || string.Equals(origin, own, StringComparison.OrdinalIgnoreCase) ? "" : own;
    }

    /// <summary>As <see cref="Of"/>, for WebSockets.</summary>
    public string SocketOf(HttpRequest request)
    {
        var http = Of(request);
        return string.Concat("ws", http.AsSpan("http".Length));
    }
}
