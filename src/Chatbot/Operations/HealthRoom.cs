using Chatbot.Knowledge;
using Chatbot.Storage;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Chatbot.Operations;

/// <summary><c>/health/live</c>: the process runs. <c>/health/ready</c>: knowledge is loaded and the database can be written.</summary>
internal static class HealthRoom
{
    private const string Ready = "ready";

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<KnowledgeCheck>("knowledge", tags: [Ready])
            .AddCheck<DatabaseCheck>("database", tags: [Ready]);
        return services;
    }

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = WriteAsync });
        return routes;
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(new
        {
            status = report.Status.ToString(),
            checks = report.Entries.ToDictionary(entry => entry.Key, entry => new { status = entry.Value.Status.ToString(), entry.Value.Description }, StringComparer.Ordinal),
        });

    private sealed class KnowledgeCheck(Library library) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(HealthCheckResult.Healthy($"{library.Articles.Count} articles, {library.Questions.Count} authored questions"));
    }

    /// <summary>Takes the write lock and lets it go: a full disk or a lock held by another shows here, not at a visitor.</summary>
    private sealed class DatabaseCheck(IDbContextFactory<ChatbotDb> databases) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await using var db = await databases.CreateDbContextAsync(cancellationToken);
                await db.Database.ExecuteSqlRawAsync("BEGIN IMMEDIATE; ROLLBACK;", cancellationToken);
                return HealthCheckResult.Healthy("writable");
            }
            catch (System.Data.Common.DbException)
            {
                return HealthCheckResult.Unhealthy("The database cannot be written: check disk space and file rights.");
            }
        }
    }
}
