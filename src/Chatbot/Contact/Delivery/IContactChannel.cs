namespace Chatbot.Contact.Delivery;

/// <summary>What staff are told: that there is a request, and nothing of what is in it.</summary>
/// <param name="Reference">As shown to the visitor.</param>
/// <param name="MessageId">The same at every attempt.</param>
/// <param name="Urgent">Triage found danger in it.</param>
/// <param name="Suspected">It may be spam.</param>
/// <param name="ReceivedAt">When it was stored.</param>
internal sealed record Notice(string Reference, string MessageId, bool Urgent, bool Suspected, DateTimeOffset ReceivedAt);

/// <summary>What became of one attempt.</summary>
internal abstract record DeliveryResult
{
    private DeliveryResult()
    {
    }

    internal sealed record Delivered : DeliveryResult;

    /// <summary>Worth another try. <paramref name="Fault"/> is a class or code, never the other side's text.</summary>
    internal sealed record Deferred(string Fault) : DeliveryResult;

    /// <summary>Refused for good: another try of the same would end the same way.</summary>
    internal sealed record Refused(string Fault) : DeliveryResult;
}

/// <summary>A way to tell staff. It may be tried again after an outcome that nobody saw, so the receiver may get a notice twice, by the same id.</summary>
internal interface IContactChannel
{
    /// <summary>As stored in the outbox: <c>mail</c> or <c>webhook</c>.</summary>
    string Name { get; }

    /// <summary>Where it goes, for people: no secret.</summary>
    string Target { get; }

    /// <summary>One attempt; ends within the channel's own time limit. Throws only when cancelled.</summary>
    Task<DeliveryResult> SendAsync(Notice notice, CancellationToken cancellationToken);
}
