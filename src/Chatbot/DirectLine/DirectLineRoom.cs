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

    public static IServiceCollection AddDirectLine(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<DirectLineOptions>().BindConfiguration("DirectLine").ValidateDataAnnotations();
        services.AddSingleton<DirectLineTokens>();
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<DirectLineOptions>>((cors, options) => cors.AddPolicy(Cors, policy => policy
            .WithOrigins(options.Value.AllowedOrigins)
            .WithMethods("GET", "POST")
            .WithHeaders("authorization", "content-type", "x-ms-bot-agent", "x-requested-with")
            .AllowCredentials()));
        services.AddRateLimiter(limiter => limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests);
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<DirectLineOptions>>((limiter, options) =>
        {
            limiter.AddPolicy(TokenLimit, context => PerMinute(context.Connection.RemoteIpAddress?.ToString() ?? "", options.Value.TokensPerMinute));
            limiter.AddPolicy(ActivityLimit, context => PerMinute(context.Request.RouteValues["id"]?.ToString() ?? "", options.Value.ActivitiesPerMinute));
        });
        return services;
    }

    public static WebApplication MapDirectLine(this WebApplication app)
    {
        app.UseWebSockets();
        app.UseCors();
        app.UseRateLimiter();
        app.MapDirectLineApi();
        return app;
    }

    private static RateLimitPartition<string> PerMinute(string key, int permits) =>
        RateLimitPartition.GetSlidingWindowLimiter(key, _ => new SlidingWindowRateLimiterOptions { PermitLimit = permits, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6 });
}
