namespace Chatbot.Answering;

/// <summary>Registers this room.</summary>
internal static class AnsweringRoom
{
    public static IServiceCollection AddAnswering(this IServiceCollection services) => services.AddSingleton<Answerer>();
}
