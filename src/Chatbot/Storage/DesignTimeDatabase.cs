using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Chatbot.Storage;

/// <summary>Used by <c>dotnet ef</c> only.</summary>
internal sealed class DesignTimeDatabase : IDesignTimeDbContextFactory<ChatbotDb>
{
    public ChatbotDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<ChatbotDb>().UseSqlite("Data Source=design.db").Options);
}

/// <summary>Used by <c>dotnet ef --context PostgresDb</c> only.</summary>
internal sealed class DesignTimePostgres : IDesignTimeDbContextFactory<PostgresDb>
{
    public PostgresDb CreateDbContext(string[] args)
    {
        var builder = new DbContextOptionsBuilder<PostgresDb>();
        PostgresDb.Configure(builder, "Host=127.0.0.1;Database=design");
        return new PostgresDb(builder.Options);
    }
}
