using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Chatbot.Storage;

/// <summary>Used by <c>dotnet ef</c> only.</summary>
internal sealed class DesignTimeDatabase : IDesignTimeDbContextFactory<ChatbotDb>
{
    public ChatbotDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<ChatbotDb>().UseSqlite("Data Source=design.db").Options);
}
