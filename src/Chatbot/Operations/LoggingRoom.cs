using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Chatbot.Operations;

/// <summary>
/// Serilog to console and file, configured in appsettings.json under <c>Serilog</c>. Events hold classes, rule ids, times
/// and counts; never a visitor's words, name, address or token (a test searches every event).
/// </summary>
internal static class LoggingRoom
{
    public static WebApplicationBuilder AddSerilogLogging(this WebApplicationBuilder builder)
    {
        var logger = new LoggerConfiguration()
            .ReadFrom.Configuration(builder.Configuration)
            .Enrich.With<WithoutRawPaths>()
            .CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger, dispose: true);
        return builder;
    }

    /// <summary>One event a request: method, route template (never the raw path or query, which may hold ids and tokens), status, time.</summary>
    public static IApplicationBuilder UseRequestLogging(this IApplicationBuilder app)
    {
        var log = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Chatbot.Requests");
        var clock = app.ApplicationServices.GetRequiredService<TimeProvider>();
        return app.Use(async (context, next) =>
        {
            var started = clock.GetTimestamp();
            await next(context);
            if (!log.IsEnabled(LogLevel.Information))
                return;
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";
            log.LogInformation("{Method} {Route} gave {Status} in {ElapsedMs} ms", context.Request.Method, route, context.Response.StatusCode, (int)clock.GetElapsedTime(started).TotalMilliseconds);
        });
    }

    /// <summary>The host adds the raw path to every event of a request, and with it conversation ids and references.</summary>
    private sealed class WithoutRawPaths : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory) => logEvent.RemovePropertyIfPresent("RequestPath");
    }

    /// <summary>The log's least level for a host that talks to a person on the console.</summary>
    public static ILoggerFactory Quiet() =>
        LoggerFactory.Create(logging => logging.AddSerilog(new LoggerConfiguration().MinimumLevel.Is(LogEventLevel.Warning).WriteTo.Console(standardErrorFromLevel: LogEventLevel.Verbose).CreateLogger(), dispose: true));
}
