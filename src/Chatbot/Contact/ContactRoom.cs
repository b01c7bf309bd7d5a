using Chatbot.Contact.Delivery;
using Chatbot.Knowledge;

namespace Chatbot.Contact;

/// <summary>Registers this room.</summary>
internal static class ContactRoom
{
    /// <summary>Taking and reading requests, which the command line does too.</summary>
    public static IServiceCollection AddContact(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ContactOptions>()
            .BindConfiguration("Contact")
            .ValidateDataAnnotations()
            .Validate<Library>(
                (options, library) => library.Clinic.RetentionDays is not { } said || said == options.RetentionDays,
                "Contact:RetentionDays and retentionDays in knowledge/clinic.yaml differ: visitors would be told one and the other would be done. Set both to the same number of days.");
        services.AddOptionsWithValidateOnStart<DeliveryOptions>().BindConfiguration("Delivery").ValidateDataAnnotations();
        services.AddMetrics();
        services.AddSingleton<ContactMetrics>().AddSingleton<ContactBudgets>().AddSingleton<ContactSeal>();
        services.AddSingleton<FormTicket>().AddSingleton<Suspicion>().AddSingleton<ContactWords>().AddSingleton<OwnOrigin>();
        services.AddSingleton<ContactChannels>().AddSingleton<Outbox>().AddSingleton<ContactInbox>().AddSingleton<RetentionPurge>();
        return services.AddSingleton<ContactDesk>();
    }

    /// <summary>What goes on in the background of the service: sending notices, purging.</summary>
    public static IServiceCollection AddContactDelivery(this IServiceCollection services) =>
        services.AddHostedService<ContactDelivery>().AddHostedService<PurgeSchedule>();

    public static RouteGroupBuilder MapContact(this IEndpointRouteBuilder routes) => routes.MapContactApi();
}
