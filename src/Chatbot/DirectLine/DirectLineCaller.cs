namespace Chatbot.DirectLine;

/// <summary>Who a token speaks for.</summary>
internal sealed record DirectLineCaller(string Conversation, string User)
{
    public const string Channel = "directline";

    public Conversations.ConversationKey Key => new(Conversation, Channel, User);
}
