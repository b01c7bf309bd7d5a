using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace Chatbot.BotFramework;

/// <summary>Sends replies to the channel's serviceUrl (Bot Connector REST, "Reply to Activity").</summary>
internal sealed class ConnectorClient(IHttpClientFactory clients, IOptions<BotFrameworkOptions> options, TimeProvider clock, ILogger<ConnectorClient> log)
{
    private const string Scope = "https://api.botframework.com/.default";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    private (string Token, DateTimeOffset Until)? _token;

    /// <summary>Sends one activity. A peer that is gone is logged and no more: the visitor's message is stored, and the inbound call must not fail.</summary>
    public async Task<bool> SendAsync(string serviceUrl, string conversation, string? replyTo, JsonObject activity)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            var path = $"{serviceUrl.TrimEnd('/')}/v3/conversations/{Uri.EscapeDataString(conversation)}/activities{(replyTo is null ? "" : "/" + Uri.EscapeDataString(replyTo))}";
            var address = new Uri(path);
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(activity) };
            if (MayHoldToken(address) && await TokenAsync(patience.Token) is { } token)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var http = clients.CreateClient(nameof(ConnectorClient));
            using var response = await http.SendAsync(request, patience.Token);
            if (!response.IsSuccessStatusCode)
                log.LogWarning("The connector answered {Status}", (int)response.StatusCode);
            return response.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or UriFormatException)
        {
            log.LogWarning("The connector could not be reached: {FaultType}", fault.GetType().Name);
            return false;
        }
    }

    /// <summary>A bearer goes to Microsoft's own hosts over https and nowhere else; anyone can register other names of trafficmanager.net.</summary>
    internal static bool MayHoldToken(Uri address) =>
        string.Equals(address.Scheme, "https", StringComparison.Ordinal)
        && (string.Equals(address.Host, "smba.trafficmanager.net", StringComparison.OrdinalIgnoreCase) || address.Host.EndsWith(".botframework.com", StringComparison.OrdinalIgnoreCase));

    private async Task<string?> TokenAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        if (string.IsNullOrEmpty(settings.AppId) || string.IsNullOrEmpty(settings.AppPassword))
            return null;
        if (_token is { } known && clock.GetUtcNow() < known.Until)
            return known.Token;
        var tenant = string.IsNullOrEmpty(settings.Tenant) ? "botframework.com" : settings.Tenant;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = settings.AppId,
            ["client_secret"] = settings.AppPassword,
            ["scope"] = Scope,
        });
        using var http = clients.CreateClient(nameof(ConnectorClient));
        using var response = await http.PostAsync(new Uri($"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"), form, cancellationToken);
        response.EnsureSuccessStatusCode();
        var body = await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken);
        var token = body!["access_token"]!.GetValue<string>();
        _token = (token, clock.GetUtcNow() + TimeSpan.FromSeconds(body["expires_in"]!.GetValue<int>()) - Early);
        return token;
    }
}
