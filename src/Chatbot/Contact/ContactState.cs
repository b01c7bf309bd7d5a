namespace Chatbot.Contact;

/// <summary>What a visitor may learn about a request: <c>ContactRequestRow.State</c>.</summary>
internal static class ContactState
{
    /// <summary>It is stored; nobody was told yet.</summary>
    public const string Received = "received";

    /// <summary>The clinic was told of it by mail or webhook.</summary>
    public const string Notified = "notified";

    /// <summary>Telling the clinic failed so far, and is tried again.</summary>
    public const string Retrying = "retrying";

    /// <summary>Staff opened it.</summary>
    public const string Read = "read";
}
