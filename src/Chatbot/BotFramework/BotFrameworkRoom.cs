namespace Chatbot.BotFramework;

/// <summary>Registers this room.</summary>
internal static class BotFrameworkRoom
{
    public static IServiceCollection AddBotFramework(this IServiceCollection services) => services;

    public static IEndpointRouteBuilder MapBotFramework(this IEndpointRouteBuilder routes) => routes;
}
