using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;

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
        services.AddSingleton<StorageFolder>();
        services.AddDbContextFactory<ChatbotDb>((provider, options) =>
            options.UseSqlite(provider.GetRequiredService<StorageFolder>().ConnectionString).AddInterceptors(DurableConnections.Instance));
        services.AddSingleton<KeyRing>();
        services.AddDataProtection().SetApplicationName("Chatbot");
        services.AddOptions<KeyManagementOptions>().Configure<KeyRing>((options, ring) => options.XmlRepository = ring);
        return services;
    }
}
