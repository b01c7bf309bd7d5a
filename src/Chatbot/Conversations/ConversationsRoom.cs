namespace Chatbot.Conversations;

/// <summary>Registers this room.</summary>
internal static class ConversationsRoom
{
    public static IServiceCollection AddConversations(this IServiceCollection services) =>
        services.AddSingleton<Turn>().AddSingleton<ConversationLog>();
}
