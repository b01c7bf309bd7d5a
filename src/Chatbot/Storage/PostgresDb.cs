using Microsoft.EntityFrameworkCore;

namespace Chatbot.Storage;

/// <summary>The same tables on PostgreSQL. A type of its own, because Entity Framework finds migrations by the type.</summary>
internal sealed class PostgresDb(DbContextOptions<PostgresDb> options) : ChatbotDb(options)
{
    /// <summary>A server that is gone has to be told within seconds, unless the operator's connection string says otherwise.</summary>
    private const string Patience = "Timeout=3;Command Timeout=5;";

    /// <summary>
    /// Faults surface as they are: Entity Framework's own strategy for PostgreSQL would hide them in an
    /// <see cref="InvalidOperationException"/>.
    /// </summary>
    public static void Configure(DbContextOptionsBuilder builder, string connectionString) =>
        builder.UseNpgsql(Patience + connectionString, npgsql => npgsql.ExecutionStrategy(dependencies => new Microsoft.EntityFrameworkCore.Storage.NonRetryingExecutionStrategy(dependencies)));
}
