using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Chatbot.DirectLine;

/// <summary>Registers this room.</summary>
internal static class DirectLineRoom
{
    public const string Cors = "directline";
    public const string TokenLimit = "directline-tokens";
    public const string ActivityLimit = "directline-activities";

    private const int Segments = 6;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddDirectLine(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<DirectLineOptions>().BindConfiguration("DirectLine").ValidateDataAnnotations()
            .Validate<IHostEnvironment>(
                (options, environment) => !options.UsesAzure || options.AzureAddressIsMicrosofts || environment.IsDevelopment(),
                "DirectLine:AzureAddress has to be https://directline.botframework.com or one of its regional hosts: the secret is sent there.");
        services.AddHttpClient(AzureDirectLine.Client).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        services.AddSingleton<DirectLineTokens>();
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<DirectLineOptions>>((cors, options) => cors.AddPolicy(Cors, policy => policy
            .WithOrigins(options.Value.AllowedOrigins)
            .WithMethods("GET", "POST")
            .WithHeaders("authorization", "content-type", "x-ms-bot-agent", "x-requested-with")
            .AllowCredentials()));
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = async (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = $"{(int)Window.TotalSeconds / Segments}";
                await DirectLineErrors.TooMany().ExecuteAsync(rejected.HttpContext);
            };
        });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<DirectLineOptions>>((limiter, options) =>
        {
            limiter.AddPolicy(TokenLimit, context => PerMinute(NetworkOf(context.Connection.RemoteIpAddress), options.Value.TokensPerMinute));
            limiter.AddPolicy(ActivityLimit, context => PerMinute(context.Request.RouteValues["id"]?.ToString() ?? "", options.Value.ActivitiesPerMinute));
        });
        return services;
    }

    public static WebApplication MapDirectLine(this WebApplication app)
    {
        // A peer that vanished is noticed within a minute; its socket does not wait for TCP to give up.
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(30) });
        app.UseCors();
        app.UseRateLimiter();
        if (app.Services.GetRequiredService<IOptions<DirectLineOptions>>().Value.UsesAzure)
            app.MapAzureDirectLine();
        else
            app.MapDirectLineApi();
        return app;
    }

    /// <summary>An IPv4 address, or the /64 network of an IPv6 address: a home has a whole /64 to itself.</summary>
    internal static string NetworkOf(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    private static RateLimitPartition<string> PerMinute(string key, int permits) =>
        RateLimitPartition.GetSlidingWindowLimiter(key, _ => new SlidingWindowRateLimiterOptions { PermitLimit = permits, Window = Window, SegmentsPerWindow = Segments });
}
