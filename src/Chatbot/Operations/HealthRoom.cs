using Chatbot.Contact;
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
            .AddCheck<DatabaseCheck>("database", tags: [Ready])
            .AddCheck<OutboxCheck>("outbox", tags: [Ready])
            .AddCheck<DiskCheck>("disk", tags: [Ready]);
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
            checks = report.Entries.ToDictionary(entry => entry.Key, entry => new { status = entry.Value.Status.ToString(), entry.Value.Description, data = entry.Value.Data.Count > 0 ? entry.Value.Data : null }, StringComparer.Ordinal),
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
                await db.Database.ExecuteSqlRawAsync(db.Database.IsSqlite() ? "BEGIN IMMEDIATE; ROLLBACK;" : """UPDATE "Marks" SET "Value" = "Value" WHERE false""", cancellationToken);
                return HealthCheckResult.Healthy("writable");
            }
            catch (System.Data.Common.DbException)
            {
                return HealthCheckResult.Unhealthy("The database cannot be written: check disk space and file rights.");
            }
        }
    }

    /// <summary>Notices that wait too long, or were given up, are for an operator to see; requests are still taken, so it is no reason to stop traffic.</summary>
    private sealed class OutboxCheck(Outbox outbox, ContactChannels channels) : IHealthCheck
    {
        private static readonly TimeSpan Late = TimeSpan.FromMinutes(15);

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                var standing = await outbox.StandingAsync(cancellationToken);
                var data = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["unsent"] = standing.Unsent,
                    ["oldestUnsentSeconds"] = (long)(standing.OldestUnsent ?? TimeSpan.Zero).TotalSeconds,
                    ["dead"] = standing.Dead,
                };
                if (standing.Dead > 0)
                    return HealthCheckResult.Degraded("Notices to staff were given up: outbox list", data: data);
                if (standing.OldestUnsent > Late)
                    return HealthCheckResult.Degraded("Notices to staff do not go out: outbox probe", data: data);
                return HealthCheckResult.Healthy(channels.Any ? "notices go out" : "no mail or webhook is configured: requests wait in /staff", data);
            }
            catch (System.Data.Common.DbException)
            {
                return HealthCheckResult.Unhealthy("The outbox cannot be read.");
            }
        }
    }

    private sealed class DiskCheck(StorageFolder folder) : IHealthCheck
    {
        private const long LowBytes = 100L * 1024 * 1024;

        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var free = new DriveInfo(folder.File("")).AvailableFreeSpace;
            return Task.FromResult(free < LowBytes
                ? HealthCheckResult.Degraded($"Less than {LowBytes / 1024 / 1024} MB are free where the database is.")
                : HealthCheckResult.Healthy("enough room"));
        }
    }
}
