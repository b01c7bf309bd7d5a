using System.Net.WebSockets;
using Chatbot.Conversations;
using Chatbot.Protocol;
using Microsoft.Extensions.Options;

namespace Chatbot.DirectLine;

/// <summary>The WebSocket stream: frames of {activities, watermark}. Clients send only empty frames, to keep the connection.</summary>
internal static class DirectLineStream
{
    /// <summary>Kestrel's body limits do not hold for upgraded connections.</summary>
    private const int MaxMessageBytes = 64 * 1024;

    public static async Task AcceptAsync(string id, HttpContext context, DirectLineTokens tokens, ConversationLog log, IOptions<DirectLineOptions> options, SiteAddress site, IHostApplicationLifetime lifetime)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await DirectLineErrors.Bad(StatusCodes.Status400BadRequest, "Open this address as a WebSocket.").ExecuteAsync(context);
            return;
        }

        if (!OriginAllowed(context, options.Value, site))
        {
            await DirectLineErrors.Forbidden().ExecuteAsync(context);
            return;
        }

        // The expiry trap of botframework-directlinejs: an old ticket must fail at the handshake, or history is replayed.
        var (caller, expired) = await tokens.RedeemTicketAsync(context.Request.Query["t"]);
        if (caller is null || !string.Equals(caller.Conversation, id, StringComparison.Ordinal))
        {
            await (expired ? DirectLineErrors.Expired() : DirectLineErrors.Forbidden()).ExecuteAsync(context);
            return;
        }

        if (log.Listeners.Count >= options.Value.MaxStreams)
        {
            await DirectLineErrors.Unavailable().ExecuteAsync(context);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var watermark = Watermark.Parse(context.Request.Query["watermark"]);
        var sending = SendAsync(socket, id, watermark, log, ending.Token);
        var receiving = ReceiveAsync(socket, ending.Token);
        await Task.WhenAny(sending, receiving);
        await ending.CancelAsync();
        await CloseAsync(socket, await receiving, lifetime.ApplicationStopping.IsCancellationRequested);
        await sending;
    }

    private static async Task SendAsync(WebSocket socket, string id, Watermark watermark, ConversationLog log, CancellationToken cancellationToken)
    {
        try
        {
            // Listens before it reads, so that nothing added in between is missed.
            using var news = log.Listeners.Listen(id);
            while (socket.State == WebSocketState.Open)
            {
                var batch = await log.AfterAsync(id, watermark, cancellationToken);
                if (batch.Activities.Count > 0)
                {
                    watermark = batch.Watermark;
                    await socket.SendAsync(DirectLineApi.ActivitySet(batch), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
                }

                // What was added since it listens is told, also before this wait; only more than fits into one batch is not.
                if (batch.Activities.Count < ConversationLog.MaxBatch)
                    await news.NextAsync(cancellationToken);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException)
        {
            // The visitor left or the service stops; the client reconnects with its watermark.
        }
    }

    /// <summary>Reads and drops what the client sends. True when it sent too much.</summary>
    private static async Task<bool> ReceiveAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        // One for each visitor, for as long as the page is open; what comes is empty frames.
        var buffer = new byte[256];
        var length = 0;
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                var received = await socket.ReceiveAsync(buffer, cancellationToken);
                if (received.MessageType == WebSocketMessageType.Close)
                    return false;
                length += received.Count;
                if (length > MaxMessageBytes)
                    return true;
                if (received.EndOfMessage)
                    length = 0;
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException)
        {
            // As above.
        }

        return false;
    }

    private static async Task CloseAsync(WebSocket socket, bool tooBig, bool stopping)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
            return;
        var (status, reason) = tooBig ? (WebSocketCloseStatus.MessageTooBig, "A message may hold 64 KiB.")
            : stopping ? (WebSocketCloseStatus.EndpointUnavailable, "The service restarts; reconnect.")
            : (WebSocketCloseStatus.NormalClosure, "");
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await socket.CloseOutputAsync(status, reason, patience.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException)
        {
            // Gone already.
        }
    }

    /// <summary>A browser's request names its site: our own or a configured one. A client that is no browser sends no Origin; its ticket is its credential.</summary>
    private static bool OriginAllowed(HttpContext context, DirectLineOptions options, SiteAddress site)
    {
        var origin = context.Request.Headers.Origin.ToString();
        return origin.Length == 0
            || options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
            || (Uri.TryCreate(site.Of(context.Request), UriKind.Absolute, out var own) && string.Equals(origin, own.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase));
    }
}
