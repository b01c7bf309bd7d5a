using Serilog;
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
        // The host's log context stays out: it holds raw paths, and with them conversation ids and references.
        var logger = new LoggerConfiguration()
            .ReadFrom.Configuration(builder.Configuration)
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
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";
            log.LogInformation("{Method} {Route} gave {Status} in {ElapsedMs} ms", context.Request.Method, route, context.Response.StatusCode, (int)clock.GetElapsedTime(started).TotalMilliseconds);
        });
    }

    /// <summary>The log's least level for a host that talks to a person on the console.</summary>
    public static ILoggerFactory Quiet() =>
        LoggerFactory.Create(logging => logging.AddSerilog(new LoggerConfiguration().MinimumLevel.Is(LogEventLevel.Warning).WriteTo.Console(standardErrorFromLevel: LogEventLevel.Verbose).CreateLogger(), dispose: true));
}
