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
        services.AddOptions<BotFrameworkOptions>().Validate<IHostEnvironment>(
            (options, environment) => !options.Enabled || !options.HasAppId || !string.IsNullOrEmpty(options.AppPassword) || environment.IsDevelopment(),
            "BotFramework:AppPassword is missing: without it no reply reaches a channel. Set BotFramework__AppPassword in the environment.");
        services.AddOptions<BotFrameworkOptions>().Validate<IHostEnvironment>(
            (options, environment) => environment.IsDevelopment() || (options.OpenIdMetadata == BotFrameworkOptions.ChannelMetadata && options.EmulatorOpenIdMetadata == BotFrameworkOptions.EmulatorMetadata),
            "BotFramework:OpenIdMetadata says whose tokens are believed; outside Development it cannot be changed. Remove the setting.");
        services.AddSingleton<InboundAuthentication>();
        services.AddHttpClient(ConnectorClient.Public).ConfigurePrimaryHttpMessageHandler(() => ConnectorAddresses.Handler(ConnectorAddresses.IsPublic));
        services.AddHttpClient(ConnectorClient.Loopback).ConfigurePrimaryHttpMessageHandler(() => ConnectorAddresses.Handler(address => ConnectorAddresses.IsLoopback(address)));
        services.AddSingleton<ConnectorClient>();
        return services;
    }

    public static IEndpointRouteBuilder MapBotFramework(this IEndpointRouteBuilder routes)
    {
        routes.MapMessagesApi();
        return routes;
    }
}
