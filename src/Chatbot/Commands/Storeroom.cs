using Chatbot.Contact;
using Chatbot.Knowledge;
using Chatbot.Protocol;
using Chatbot.Staff;
using Chatbot.Storage;
using Chatbot.Triage;

namespace Chatbot.Commands;

/// <summary>The rooms that the commands on requests, accounts and backups need, on the same settings and storage as the service.</summary>
internal static class Storeroom
{
    /// <summary>Who the audit names for what is done from the command line.</summary>
    public static string Actor => $"command line ({Environment.UserName})";

    /// <summary>Throws as <see cref="DatabaseStart.Open"/>.</summary>
    /// <param name="folder">Another storage folder than the configured one.</param>
    public static ServiceProvider Open(string? folder = null)
    {
        var provider = Build(folder);
        try
        {
            DatabaseStart.Open(provider);
            return provider;
        }
        catch
        {
            provider.Dispose();
            throw;
        }
    }

    /// <summary>As <see cref="Open"/>, without touching the database.</summary>
    public static ServiceProvider Build(string? folder = null)
    {
        var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        if (folder is not null)
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Storage:Folder"] = folder, ["Storage:Provider"] = nameof(StorageProvider.Sqlite) });
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddStorage(builder.Configuration).AddKnowledge().AddTriage().AddContact().AddProtocol().AddStaff();
        services.AddLogging(logging => logging.ClearProviders());
        return services.BuildServiceProvider();
    }
}
