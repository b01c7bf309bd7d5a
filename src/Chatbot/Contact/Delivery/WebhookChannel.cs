using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Chatbot.Protocol;

namespace Chatbot.Contact.Delivery;

/// <summary>A signed POST to the clinic's own system, as <see cref="WebhookSignature"/> describes; the same content as the mail.</summary>
internal sealed class WebhookChannel(DeliveryOptions options, SiteAddress site, TimeProvider clock) : IContactChannel, IDisposable
{
    private const int FirstServerFault = 500;
    private const int MaxAnswerBytes = 64 * 1024;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = options.Timeout,
        MaxResponseContentBufferSize = MaxAnswerBytes,
    };

    public string Name => "webhook";

    public string Target => options.Webhook.Url!.GetLeftPart(UriPartial.Authority);

    public async Task<DeliveryResult> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var body = JsonSerializer.Serialize(new
        {
            type = "contact.request",
            reference = notice.Reference,
            urgent = notice.Urgent,
            suspected = notice.Suspected,
            receivedAt = notice.ReceivedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            inbox = $"{site.Configured}/staff",
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Webhook.Url)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add("webhook-id", notice.MessageId);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Of(options.Webhook.Secret!, notice.MessageId, now, body));
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            return Read(response.StatusCode);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryResult.Deferred("timeout");
        }
        catch (HttpRequestException fault)
        {
            return new DeliveryResult.Deferred(fault.HttpRequestError.ToString());
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>In HTTP the 5xx are the ones that pass; of the 4xx only time-outs and "not now".</summary>
    private static DeliveryResult Read(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => new DeliveryResult.Delivered(),
        >= FirstServerFault or (int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.TooManyRequests or 425 => new DeliveryResult.Deferred($"HTTP {(int)status}"),
        var code => new DeliveryResult.Refused($"HTTP {code}"),
    };
}
