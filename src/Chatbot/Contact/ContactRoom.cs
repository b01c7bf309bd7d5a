namespace Chatbot.Contact;

/// <summary>Registers this room.</summary>
internal static class ContactRoom
{
    public static IServiceCollection AddContact(this IServiceCollection services) => services.AddSingleton<ContactDesk>();

    public static IEndpointRouteBuilder MapContact(this IEndpointRouteBuilder routes)
    {
        routes.MapContactApi();
        return routes;
    }
}
