using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chatbot.Protocol;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Chatbot.BotFramework;

/// <summary>
/// Who may post to <c>/api/messages</c>. With an app id: the Bot Framework channel's tokens (Bot Connector REST,
/// "Authenticate requests from the Bot Connector service to your bot"). Without: only this machine, in Development.
/// </summary>
internal sealed class InboundAuthentication(IOptions<BotFrameworkOptions> options, IHostEnvironment environment)
{
    private const string ChannelIssuer = "https://api.botframework.com";
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly JsonWebTokenHandler _handler = new();
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _keys = new(
        options.Value.OpenIdMetadata.ToString(), new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever { RequireHttps = !environment.IsDevelopment() });

    private string? AppId => options.Value.AppId;

    /// <summary>0 when the activity may pass, otherwise the status to refuse it with.</summary>
    public async Task<int> CheckAsync(HttpContext context, JsonObject activity)
    {
        if (string.IsNullOrEmpty(AppId))
            return environment.IsDevelopment() && IsLoopback(context.Connection.RemoteIpAddress) && HasLoopbackService(activity) ? 0 : StatusCodes.Status403Forbidden;

        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return StatusCodes.Status401Unauthorized;
        var configuration = await _keys.GetConfigurationAsync(context.RequestAborted);
        var result = await _handler.ValidateTokenAsync(header["Bearer ".Length..].Trim(), new TokenValidationParameters
        {
            ValidIssuer = ChannelIssuer,
            ValidAudience = AppId,
            IssuerSigningKeys = configuration.SigningKeys,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512],
            RequireExpirationTime = true,
            ClockSkew = Skew,
        });
        if (!result.IsValid)
        {
            // An unknown key may be a new one: the manager fetches again, at most as often as it allows itself.
            if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
                _keys.RequestRefresh();
            return StatusCodes.Status403Forbidden;
        }

        var token = (JsonWebToken)result.SecurityToken;
        var service = ActivityJson.Text(activity, "serviceUrl");
        return service is not null
            && token.TryGetPayloadValue<string>("serviceurl", out var claimed) && string.Equals(claimed, service, StringComparison.Ordinal)
            && Endorsed(configuration, token.Kid, ActivityJson.Text(activity, "channelId"))
                ? 0
                : StatusCodes.Status403Forbidden;
    }

    /// <summary>A key that names endorsements may sign only for the channels among them.</summary>
    private static bool Endorsed(OpenIdConnectConfiguration configuration, string? keyId, string? channel)
    {
        var key = configuration.JsonWebKeySet?.Keys.FirstOrDefault(k => string.Equals(k.KeyId, keyId, StringComparison.Ordinal));
        return key is null || !key.AdditionalData.TryGetValue("endorsements", out var endorsements)
            || (channel is not null && endorsements is JsonElement list && list.ValueKind == JsonValueKind.Array
                && list.EnumerateArray().Any(endorsement => string.Equals(endorsement.GetString(), channel, StringComparison.Ordinal)));
    }

    private static bool HasLoopbackService(JsonObject activity) =>
        ActivityJson.Text(activity, "serviceUrl") is not { Length: > 0 } service
        || (Uri.TryCreate(service, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            && (uri.Host is "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IsLoopback(address))));

    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
