using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chatbot.Storage;

internal sealed class StorageOptions
{
    /// <summary>Folder of the database and the key ring, relative to the content root.</summary>
    [Required]
    public string Folder { get; set; } = "data";
}

/// <summary>Registers this room.</summary>
internal static class StorageRoom
{
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<StorageOptions>().BindConfiguration("Storage").ValidateDataAnnotations();
        services.AddDbContextFactory<ChatbotDb>((provider, options) =>
        {
            var folder = Path.Combine(
                provider.GetRequiredService<IHostEnvironment>().ContentRootPath,
                provider.GetRequiredService<IOptions<StorageOptions>>().Value.Folder);
            Directory.CreateDirectory(folder);
            options.UseSqlite($"Data Source={Path.Combine(folder, "chatbot.db")}");
        });
        return services;
    }
}
