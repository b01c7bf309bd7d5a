using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.DataProtection;
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
        services.AddDataProtection().SetApplicationName("Chatbot");
        services.AddOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>()
            .Configure<StorageFolder, ILoggerFactory>((options, folder, log) =>
                options.XmlRepository = new Microsoft.AspNetCore.DataProtection.Repositories.FileSystemXmlRepository(new DirectoryInfo(folder.File("keys")), log));
        return services;
    }
}
