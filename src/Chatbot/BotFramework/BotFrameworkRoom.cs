using Microsoft.Extensions.Options;

namespace Chatbot.BotFramework;

/// <summary>Registers this room.</summary>
internal static class BotFrameworkRoom
{
    public static IServiceCollection AddBotFramework(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<BotFrameworkOptions>()
            .BindConfiguration("BotFramework")
            .Validate<IHostEnvironment>(
                (options, environment) => !options.Enabled || options.HasAppId || environment.IsDevelopment(),
                "BotFramework:AppId is missing. Outside Development, set it (and AppPassword in the environment), or switch /api/messages off with BotFramework:Enabled=false.");
        services.AddSingleton<InboundAuthentication>();
        services.AddHttpClient(nameof(ConnectorClient)).ConfigurePrimaryHttpMessageHandler(provider =>
            ConnectorAddresses.Handler(provider.GetRequiredService<IOptions<BotFrameworkOptions>>().Value.HasAppId ? ConnectorAddresses.IsPublic : ConnectorAddresses.IsLoopback));
        services.AddSingleton<ConnectorClient>();
        return services;
    }

    public static IEndpointRouteBuilder MapBotFramework(this IEndpointRouteBuilder routes)
    {
        routes.MapMessagesApi();
        return routes;
    }
}
