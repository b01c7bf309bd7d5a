namespace Chatbot.BotFramework;

/// <summary>Registers this room.</summary>
internal static class BotFrameworkRoom
{
    public static IServiceCollection AddBotFramework(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<BotFrameworkOptions>()
            .BindConfiguration("BotFramework")
            .Validate<IHostEnvironment>(
                (options, environment) => !options.Enabled || !string.IsNullOrEmpty(options.AppId) || environment.IsDevelopment(),
                "BotFramework:AppId is missing. Outside Development, set it (and AppPassword in the environment), or switch /api/messages off with BotFramework:Enabled=false.");
        services.AddSingleton<InboundAuthentication>();
        services.AddHttpClient(nameof(ConnectorClient)).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        services.AddSingleton<ConnectorClient>();
        return services;
    }

    public static IEndpointRouteBuilder MapBotFramework(this IEndpointRouteBuilder routes)
    {
        routes.MapMessagesApi();
        return routes;
    }
}
