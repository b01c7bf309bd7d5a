using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Chatbot.Knowledge;

internal sealed class KnowledgeOptions
{
    /// <summary>Folder of the knowledge, relative to the content root.</summary>
    [Required]
    public string Folder { get; set; } = "knowledge";
}

/// <summary>Registers this room.</summary>
internal static class KnowledgeRoom
{
    public static IServiceCollection AddKnowledge(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<KnowledgeOptions>().BindConfiguration("Knowledge").ValidateDataAnnotations();
        return services.AddSingleton(provider => LibraryReader.Read(Path.Combine(
            provider.GetRequiredService<IHostEnvironment>().ContentRootPath,
            provider.GetRequiredService<IOptions<KnowledgeOptions>>().Value.Folder)));
    }
}
