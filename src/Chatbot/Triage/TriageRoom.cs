namespace Chatbot.Triage;

/// <summary>Registers this room.</summary>
internal static class TriageRoom
{
    public static IServiceCollection AddTriage(this IServiceCollection services) => services.AddSingleton<TriageDesk>();
}
