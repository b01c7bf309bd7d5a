namespace Chatbot.Contact;

/// <summary>What a visitor may learn about a request: <c>ContactRequestRow.State</c>.</summary>
internal static class ContactState
{
    public const string Received = "received";
    public const string Read = "read";
}

/// <summary>How far a notice to staff is: <c>OutboxRow.State</c>.</summary>
internal static class OutboxState
{
    public const string Pending = "pending";
}
