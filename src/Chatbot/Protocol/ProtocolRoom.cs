namespace Chatbot.Protocol;

/// <summary>Registers this room.</summary>
internal static class ProtocolRoom
{
    public static IServiceCollection AddProtocol(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<SiteOptions>()
            .BindConfiguration("Site")
            .Validate(
                options => options.PublicUrl is not { } url || (url is { IsAbsoluteUri: true, Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" }),
                "Site:PublicUrl has to be an address like https://chat.clinic.example, without a query.");
        return services.AddSingleton<SiteAddress>().AddSingleton<ReplyActivity>().AddSingleton<WhyTrace>().AddSingleton<Exchange>();
    }
}
