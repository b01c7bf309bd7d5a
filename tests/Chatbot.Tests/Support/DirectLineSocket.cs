using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace Chatbot.Tests.Support;

/// <summary>The visitor's end of a Direct Line stream.</summary>
internal static class DirectLineSocket
{
    /// <summary>What the service says to a handshake; 101 when the stream opened.</summary>
    public static async Task<HttpStatusCode> HandshakeAsync(string address, string? origin = null)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        try
        {
            await socket.ConnectAsync(new Uri(address), CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The status says it.
        }

        return socket.HttpStatusCode;
    }

    /// <summary>One frame {activities, watermark}; null when the stream ended.</summary>
    public static async Task<JsonObject?> FrameAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        WebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(buffer, cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
                return null;
            text.Write(buffer, 0, received.Count);
        }
        while (!received.EndOfMessage);
        return JsonNode.Parse(text.ToArray())!.AsObject();
    }
}
