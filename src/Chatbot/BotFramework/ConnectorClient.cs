using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Chatbot.BotFramework;

/// <summary>Sends replies to the channel's serviceUrl (Bot Connector REST, "Reply to Activity").</summary>
internal sealed class ConnectorClient(IHttpClientFactory clients, IOptions<BotFrameworkOptions> options, IHostEnvironment environment, TimeProvider clock, ILogger<ConnectorClient> log)
{
    /// <summary>Names of the two HTTP clients: one connects to public addresses only, one to this machine only.</summary>
    public const string Public = "connector-public";
    public const string Loopback = "connector-loopback";

    /// <summary>How long a channel waits for the inbound call.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private const string Scope = "https://api.botframework.com/.default";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    private (string Token, DateTimeOffset Until)? _token;

    /// <summary>
    /// Sends one activity, within 15 seconds; what the peer asks to be sent later is sent once more. A peer that is gone is
    /// logged and no more: the visitor's message is stored, and the inbound call must not fail.
    /// </summary>
    public async Task<bool> SendAsync(Sender sender, string serviceUrl, string conversation, string? replyTo, ReadOnlyMemory<byte> activity, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            if (AddressOf(serviceUrl, conversation, replyTo) is not { } address || RouteTo(sender, address) is not { } client)
            {
                log.LogWarning("A reply was not sent: its serviceUrl is not allowed");
                return false;
            }

            var status = await PostAsync(client, address, sender, activity, ending.Token);
            if (status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
            {
                await Task.Delay(Pause, clock, ending.Token);
                status = await PostAsync(client, address, sender, activity, ending.Token);
            }

            if ((int)status is >= 200 and < 300)
                return true;
            log.LogWarning("The connector answered {Status}", (int)status);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or JsonException)
        {
            log.LogWarning("The connector could not be reached: {FaultType}", fault.GetType().Name);
        }

        return false;
    }

    /// <summary>Where a reply goes; null when the serviceUrl is no address. Ids may hold <c>|</c>, <c>/</c> and anything else.</summary>
    internal static Uri? AddressOf(string serviceUrl, string conversation, string? replyTo)
    {
        var path = $"/v3/conversations/{Uri.EscapeDataString(conversation)}/activities{(replyTo is null ? "" : "/" + Uri.EscapeDataString(replyTo))}";
        return Uri.TryCreate(serviceUrl, UriKind.Absolute, out var service) && service is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
            && Uri.TryCreate(service.AbsoluteUri.TrimEnd('/') + path, UriKind.Absolute, out var address)
                ? address
                : null;
    }

    /// <summary>A bearer goes to Microsoft's own hosts over https and nowhere else; anyone can register other names of trafficmanager.net.</summary>
    internal static bool MayHoldToken(Uri address) =>
        address is { Scheme: "https", IsDefaultPort: true, UserInfo: "" }
        && (string.Equals(address.Host, "smba.trafficmanager.net", StringComparison.OrdinalIgnoreCase) || address.Host.EndsWith(".botframework.com", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Which client may carry a reply there; null when none may. A channel's replies go to Microsoft's hosts; its token
    /// vouches for the serviceUrl, and a list vouches for the token. The Emulator's go to its tunnel, or while developing
    /// to this machine.
    /// </summary>
    internal string? RouteTo(Sender sender, Uri address) => sender switch
    {
        Sender.OnThisMachine => Loopback,
        Sender.Channel => MayHoldToken(address) ? Public : null,
        _ when address.IsLoopback => environment.IsDevelopment() ? Loopback : null,
        _ => address.Scheme is "https" ? Public : null,
    };

    private async Task<HttpStatusCode> PostAsync(string client, Uri address, Sender sender, ReadOnlyMemory<byte> activity, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(activity) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        if (sender == Sender.Channel && MayHoldToken(address) && await TokenAsync(cancellationToken) is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var http = clients.CreateClient(client);

        // The body is of no interest, and a hostile one has no end.
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            _token = null;
        return response.StatusCode;
    }

    private async Task<string?> TokenAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        if (!settings.HasAppId || string.IsNullOrEmpty(settings.AppPassword))
            return null;
        if (_token is { } known && clock.GetUtcNow() < known.Until)
            return known.Token;
        var tenant = string.IsNullOrEmpty(settings.Tenant) ? "botframework.com" : settings.Tenant;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = settings.AppId!,
            ["client_secret"] = settings.AppPassword,
            ["scope"] = Scope,
        });
        using var http = clients.CreateClient(Public);
        using var response = await http.PostAsync(new Uri($"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"), form, cancellationToken);
        response.EnsureSuccessStatusCode();
        var body = await response.Content.ReadFromJsonAsync<AccessToken>(cancellationToken) ?? throw new JsonException("The token's body is null.");
        _token = (body.Token, clock.GetUtcNow() + TimeSpan.FromSeconds(body.ExpiresIn) - Early);
        return body.Token;
    }

    private sealed record AccessToken
    {
        [System.Text.Json.Serialization.JsonPropertyName("access_token")]
        public required string Token { get; init; }

        [System.Text.Json.Serialization.JsonPropertyName("expires_in")]
        public required int ExpiresIn { get; init; }
    }
}
