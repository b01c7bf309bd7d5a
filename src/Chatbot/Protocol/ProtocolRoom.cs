namespace Chatbot.Protocol;

/// <summary>Registers this room.</summary>
internal static class ProtocolRoom
{
    public static IServiceCollection AddProtocol(this IServiceCollection services) =>
        services.AddSingleton<ReplyActivity>().AddSingleton<Exchange>();
}
