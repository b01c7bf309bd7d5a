using System.ComponentModel.DataAnnotations;

namespace Chatbot.Contact;

internal sealed class ContactOptions
{
    /// <summary>How many requests one address may store in any hour.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerHour { get; set; } = 20;
}

/// <summary>Registers this room.</summary>
internal static class ContactRoom
{
    public static IServiceCollection AddContact(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ContactOptions>().BindConfiguration("Contact").ValidateDataAnnotations();
        return services.AddSingleton<ContactDesk>().AddSingleton<ContactSeal>().AddSingleton<AddressBudget>();
    }

    public static IEndpointRouteBuilder MapContact(this IEndpointRouteBuilder routes)
    {
        routes.MapContactApi();
        return routes;
    }
}
