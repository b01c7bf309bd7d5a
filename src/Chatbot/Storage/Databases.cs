using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chatbot.Storage;

/// <summary>Opens the database that is configured. PostgreSQL's provider is loaded only where it is asked for.</summary>
internal sealed class Databases(StorageFolder folder, IOptions<StorageOptions> options) : IDbContextFactory<ChatbotDb>
{
    private readonly Lazy<Func<ChatbotDb>> _open = new(() => options.Value.Provider == StorageProvider.PostgreSql ? Postgres(options.Value) : Sqlite(folder));

    public ChatbotDb CreateDbContext() => _open.Value();

    private static Func<ChatbotDb> Sqlite(StorageFolder folder)
    {
        var options = new DbContextOptionsBuilder<ChatbotDb>()
            .UseSqlite(folder.ConnectionString)
            .AddInterceptors(DurableConnections.Instance)
            .Options;
        return () => new ChatbotDb(options);
    }

    private static Func<ChatbotDb> Postgres(StorageOptions storage)
    {
        var builder = new DbContextOptionsBuilder<PostgresDb>();
        PostgresDb.Configure(builder, storage.PostgreSql!);
        return () => new PostgresDb(builder.Options);
    }
}
