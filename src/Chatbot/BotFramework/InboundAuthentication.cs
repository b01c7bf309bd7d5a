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
internal sealed class InboundAuthentication
{
    private const string ChannelIssuer = "https://api.botframework.com";
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _keys;
    private readonly BotFrameworkOptions _options;
    private readonly IHostEnvironment _environment;
    private readonly ILogger<InboundAuthentication> _log;

    public InboundAuthentication(IOptions<BotFrameworkOptions> options, IHostEnvironment environment, ILogger<InboundAuthentication> log)
    {
        _options = options.Value;
        _environment = environment;
        _log = log;
        var documents = new HttpDocumentRetriever { RequireHttps = !environment.IsDevelopment() };
        _keys = new ConfigurationManager<OpenIdConnectConfiguration>(_options.OpenIdMetadata.ToString(), new OpenIdConnectConfigurationRetriever(), documents)
        {
            AutomaticRefreshInterval = TimeSpan.FromHours(24),
            RefreshInterval = _options.KeyRefreshInterval,
        };
    }

    /// <summary>What can be refused before the body is read; 0 when nothing can.</summary>
    public int CheckSender(HttpContext context)
    {
        if (_options.HasAppId)
            return TokenOf(context) is null ? StatusCodes.Status401Unauthorized : 0;

        // A tunnel or proxy on this machine would make the whole world look local; those say so in a header.
        var headers = context.Request.Headers;
        return _environment.IsDevelopment() && ConnectorAddresses.IsLoopback(context.Connection.RemoteIpAddress)
            && !headers.ContainsKey("X-Forwarded-For") && !headers.ContainsKey("Forwarded")
                ? 0
                : StatusCodes.Status403Forbidden;
    }

    /// <summary>0 when the activity may pass, otherwise the status to refuse it with.</summary>
    public async Task<int> CheckAsync(HttpContext context, JsonObject activity)
    {
        if (!_options.HasAppId)
            return HasLoopbackService(activity) ? 0 : StatusCodes.Status403Forbidden;
        try
        {
            return await IsFromChannelAsync(TokenOf(context)!, activity, context.RequestAborted) ? 0 : StatusCodes.Status403Forbidden;
        }
        catch (InvalidOperationException fault)
        {
            // The configuration manager's way to say that the keys cannot be fetched and none are known.
            _log.LogError("The channel's keys cannot be fetched: {FaultType}", (fault.InnerException ?? fault).GetType().Name);
            return StatusCodes.Status503ServiceUnavailable;
        }
    }

    private async Task<bool> IsFromChannelAsync(string token, JsonObject activity, CancellationToken cancellationToken)
    {
        var configuration = await _keys.GetConfigurationAsync(cancellationToken);
        var result = await ValidateAsync(token, configuration);
        if (!result.IsValid && result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            // It may be signed with a new key. The manager fetches again, at most once in its refresh interval.
            _keys.RequestRefresh();
            var refreshed = await _keys.GetConfigurationAsync(cancellationToken);
            if (!ReferenceEquals(refreshed, configuration))
                result = await ValidateAsync(token, configuration = refreshed);
        }

        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt)
        {
            _log.LogWarning("A token was refused: {FaultType}", result.Exception?.GetType().Name);
            return false;
        }

        return ActivityJson.Text(activity, "serviceUrl") is { Length: > 0 } service
            && jwt.TryGetPayloadValue<string>("serviceurl", out var claimed) && string.Equals(claimed, service, StringComparison.Ordinal)
            && IsEndorsed(configuration, jwt.Kid, ActivityJson.Text(activity, "channelId"));
    }

    private Task<TokenValidationResult> ValidateAsync(string token, OpenIdConnectConfiguration configuration) =>
        _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = ChannelIssuer,
            ValidAudience = _options.AppId,
            IssuerSigningKeys = configuration.SigningKeys,
            TryAllIssuerSigningKeys = false,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512],
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ClockSkew = Skew,
        });

    private static string? TokenOf(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && header["Bearer ".Length..].Trim() is { Length: > 0 } token ? token : null;
    }

    /// <summary>A key that names endorsements may sign only for the channels among them.</summary>
    private static bool IsEndorsed(OpenIdConnectConfiguration configuration, string? keyId, string? channel)
    {
        var key = configuration.JsonWebKeySet?.Keys.FirstOrDefault(k => string.Equals(k.KeyId, keyId, StringComparison.Ordinal));
        return key is null || !key.AdditionalData.TryGetValue("endorsements", out var endorsements)
            || (channel is not null && endorsements is JsonElement list && list.ValueKind == JsonValueKind.Array
                && list.EnumerateArray().Any(endorsement => endorsement.ValueKind == JsonValueKind.String && endorsement.ValueEquals(channel)));
    }

    private static bool HasLoopbackService(JsonObject activity) =>
        ActivityJson.Text(activity, "serviceUrl") is not { Length: > 0 } service
        || (Uri.TryCreate(service, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            && (uri.Host is "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && ConnectorAddresses.IsLoopback(address))));
}
