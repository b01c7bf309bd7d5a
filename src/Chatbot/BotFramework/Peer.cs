using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chatbot.Conversations;
using Chatbot.Protocol;

namespace Chatbot.BotFramework;

/// <summary>Whoever sent an activity: what the bot says is addressed to them and goes back the way that they ask for.</summary>
internal sealed class Peer(JsonObject incoming, string conversation, Sender sender, ConnectorClient connector, TimeProvider clock, CancellationToken stopping)
{
    private readonly string? _serviceUrl = ActivityJson.Text(incoming, "serviceUrl");
    private readonly string? _replyTo = ActivityJson.Text(incoming, "id");

    /// <summary>The body for <c>expectReplies</c>: <c>{"activities":[…]}</c>, UTF-8.</summary>
    public ReadOnlyMemory<byte> Expected(IReadOnlyList<Utterance> replies)
    {
        var body = new ArrayBufferWriter<byte>(replies.Sum(reply => reply.Members.Length) + 1024);
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("activities");
            foreach (var reply in replies)
                writer.WriteRawValue(Addressed(reply), skipInputValidation: true);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    /// <summary>Sends to the serviceUrl, in order, all within 15 seconds: the channel gives the inbound call no longer. One without a serviceUrl gets nothing.</summary>
    public async Task SendAsync(IReadOnlyList<Utterance> replies)
    {
        if (string.IsNullOrEmpty(_serviceUrl))
            return;
        using var patience = new CancellationTokenSource(ConnectorClient.Patience, clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        foreach (var reply in replies)
        {
            // What cannot be delivered once cannot be delivered twice: a dead peer costs its 15 seconds only once.
            if (!await connector.SendAsync(sender, _serviceUrl, conversation, _replyTo, Addressed(reply), ending.Token))
                return;
        }
    }

    public Task SaysItIsTypingAsync() => SendAsync([new Utterance("\"type\":\"typing\"")]);

    private string Addressed(Utterance reply)
    {
        var envelope = new JsonObject
        {
            ["from"] = incoming["recipient"] is JsonObject bot ? bot.DeepClone() : Utterance.Bot(),
            ["conversation"] = new JsonObject { ["id"] = conversation },
        };
        if (incoming["from"] is JsonObject visitor)
            envelope["recipient"] = visitor.DeepClone();
        foreach (var member in new[] { "channelId", "serviceUrl" })
        {
            if (ActivityJson.Text(incoming, member) is { } value)
                envelope[member] = value;
        }

        if (_replyTo is not null)
            envelope["replyToId"] = _replyTo;

        // The channel gives the id; until then the visitor's own says which exchange it is, or what nobody else has.
        return reply.With(envelope, _replyTo is null ? Guid.NewGuid().ToString("N") : Uri.EscapeDataString(_replyTo));
    }
}
