namespace Chatbot.Pages;

/// <summary>Registers this room.</summary>
internal static class PagesRoom
{
    public static IServiceCollection AddPages(this IServiceCollection services) => services;

    public static IEndpointRouteBuilder MapPages(this IEndpointRouteBuilder routes) => routes;
}
