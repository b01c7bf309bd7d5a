using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Chatbot.Operations;

internal sealed class ForwardingOptions
{
    /// <summary>Addresses of the reverse proxies before this service, such as <c>10.0.0.5</c>. Only their X-Forwarded-For and -Proto are believed; everybody else's are ignored.</summary>
    public string[] KnownProxies { get; set; } = [];
}

/// <summary>Behind a reverse proxy the visitor's own address counts for budgets, not the proxy's.</summary>
internal static class ForwardingRoom
{
    private const string Section = "Proxy";

    public static IServiceCollection AddForwarding(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<ForwardingOptions>()
            .BindConfiguration(Section)
            .Validate(options => options.KnownProxies.All(proxy => IPAddress.TryParse(proxy, out _)), "Proxy:KnownProxies has to hold IP addresses.");
        var known = configuration.GetSection(Section).Get<ForwardingOptions>()?.KnownProxies ?? [];
        return services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = known.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.ForwardLimit = Math.Max(1, known.Length);
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
            foreach (var proxy in known)
            {
                if (IPAddress.TryParse(proxy, out var address))
                    options.KnownProxies.Add(address);
            }
        });
    }

    public static WebApplication UseForwarding(this WebApplication app)
    {
        app.UseForwardedHeaders();
        return app;
    }
}
