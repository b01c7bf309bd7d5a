namespace Chatbot.DirectLine;

/// <summary>Registers this room.</summary>
internal static class DirectLineRoom
{
    public static IServiceCollection AddDirectLine(this IServiceCollection services) => services;

    public static IEndpointRouteBuilder MapDirectLine(this IEndpointRouteBuilder routes) => routes;
}
