using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chatbot.Conversations;
using Chatbot.Protocol;

namespace Chatbot.BotFramework;

/// <summary>Whoever sent an activity: what the bot says is addressed to them and goes back the way that they ask for. Of the activity nothing is held: it may be changed.</summary>
internal sealed class Peer(JsonObject incoming, string conversation, Sender sender, ConnectorClient connector, TimeProvider clock, CancellationToken stopping)
{
    private readonly string? _serviceUrl = ActivityJson.Text(incoming, "serviceUrl");
    private readonly string? _replyTo = ActivityJson.Text(incoming, "id");

    /// <summary>The channel gives a reply its id; until then the visitor's own says which exchange it is, or what nobody else has.</summary>
    private readonly string _id = ActivityJson.Text(incoming, "id") is { } id ? Uri.EscapeDataString(id) : Guid.NewGuid().ToString("N");

    /// <summary>The members in front of each reply, UTF-8; the object is left open.</summary>
    private readonly ReadOnlyMemory<byte> _envelope = Envelope(incoming, conversation);

    private static ReadOnlySpan<byte> Before => "{\"activities\":["u8;

    private static ReadOnlySpan<byte> After => "]}"u8;

    /// <summary>Answers with the replies themselves, <c>expectReplies</c>: <c>{"activities":[…]}</c>, UTF-8.</summary>
    public async Task ExpectedAsync(HttpResponse response, IReadOnlyList<Utterance> replies)
    {
        var body = response.BodyWriter;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = Before.Length + After.Length + Math.Max(0, replies.Count - 1) + replies.Sum(reply => _envelope.Length + reply.LengthWith(_id));
        body.Write(Before);
        for (var i = 0; i < replies.Count; i++)
        {
            if (i > 0)
                body.Write(","u8);
            Address(replies[i], body);
        }

        body.Write(After);
        await body.FlushAsync(response.HttpContext.RequestAborted);
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
            var activity = new ArrayBufferWriter<byte>(reply.Length + _envelope.Length + 1024);
            Address(reply, activity);

            // What cannot be delivered once cannot be delivered twice: a dead peer costs its 15 seconds only once.
            if (!await connector.SendAsync(sender, _serviceUrl, conversation, _replyTo, activity.WrittenMemory, ending.Token))
                return;
        }
    }

    public Task SaysItIsTypingAsync() => SendAsync([new Utterance("\"type\":\"typing\"")]);

    private void Address(Utterance reply, IBufferWriter<byte> to)
    {
        to.Write(_envelope.Span);
        reply.WriteTo(to, _id);
    }

    private static ReadOnlyMemory<byte> Envelope(JsonObject incoming, string conversation)
    {
        var written = new ArrayBufferWriter<byte>(512);
        using (var envelope = new Utf8JsonWriter(written, new JsonWriterOptions { Encoder = Utterance.Format.Encoder }))
        {
            envelope.WriteStartObject();
            if (incoming["recipient"] is JsonObject bot)
            {
                envelope.WritePropertyName("from");
                bot.WriteTo(envelope);
            }
            else
            {
                Utterance.WriteBot(envelope);
            }

            envelope.WriteStartObject("conversation");
            envelope.WriteString("id", conversation);
            envelope.WriteEndObject();
            if (incoming["from"] is JsonObject visitor)
            {
                envelope.WritePropertyName("recipient");
                visitor.WriteTo(envelope);
            }

            foreach (var member in (ReadOnlySpan<string>)["channelId", "serviceUrl"])
            {
                if (ActivityJson.Text(incoming, member) is { } value)
                    envelope.WriteString(member, value);
            }

            if (ActivityJson.Text(incoming, "id") is { } id)
                envelope.WriteString("replyToId", id);
        }

        return written.WrittenMemory;
    }
}
