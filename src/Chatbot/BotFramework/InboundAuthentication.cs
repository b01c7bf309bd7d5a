using System.Net;
using System.Text.Json.Nodes;
using Chatbot.Protocol;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Chatbot.BotFramework;

/// <summary>
/// Who may post to <c>/api/messages</c>. With an app id: the Bot Framework channel's tokens and the Emulator's (Bot
/// Connector REST, "Authenticate requests from the Bot Connector service to your bot" and "… from the Bot Framework
/// Emulator to your bot"). Without: only this machine, in Development.
/// </summary>
internal sealed class InboundAuthentication : IDisposable
{
    private const string ChannelIssuer = "https://api.botframework.com";
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>The Emulator signs in to one of these tenants; a token of any other tenant is a stranger's.</summary>
    private static readonly string[] EmulatorIssuers =
    [
        "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/",
        "https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0",
        "https://sts.windows.net/f8cdef31-a31e-4b4a-93e4-5f571e91255a/",
        "https://login.microsoftonline.com/f8cdef31-a31e-4b4a-93e4-5f571e91255a/v2.0",
        "https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/",
    ];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly SigningKeys _channelKeys;
    private readonly SigningKeys _emulatorKeys;
    private readonly BotFrameworkOptions _options;
    private readonly IHostEnvironment _environment;
    private readonly ILogger<InboundAuthentication> _log;

    public InboundAuthentication(IOptions<BotFrameworkOptions> options, IHostEnvironment environment, TimeProvider clock, ILogger<InboundAuthentication> log)
    {
        _options = options.Value;
        _environment = environment;
        _log = log;
        _channelKeys = new SigningKeys(_options.OpenIdMetadata, _options.KeyRefreshInterval, requireHttps: !environment.IsDevelopment(), clock);
        _emulatorKeys = new SigningKeys(_options.EmulatorOpenIdMetadata, _options.KeyRefreshInterval, requireHttps: !environment.IsDevelopment(), clock);
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

    /// <summary>Status 0 when the activity may pass, and who sent it; otherwise the status to refuse it with.</summary>
    public async Task<(int Status, Sender Sender)> CheckAsync(HttpContext context, JsonObject activity)
    {
        if (!_options.HasAppId)
            return (HasLoopbackService(activity) ? 0 : StatusCodes.Status403Forbidden, Sender.OnThisMachine);
        try
        {
            var (sender, fault) = await FaultInAsync(TokenOf(context)!, activity, context.RequestAborted);
            if (fault is null)
                return (0, sender);
            _log.LogWarning("A token was refused: {Fault}", fault);
            return (StatusCodes.Status403Forbidden, sender);
        }
        catch (InvalidOperationException fault)
        {
            // The keys cannot be fetched and none are known.
            _log.LogError("The keys of token issuers cannot be fetched: {FaultType}", (fault.InnerException ?? fault).GetType().Name);
            return (StatusCodes.Status503ServiceUnavailable, Sender.Channel);
        }
    }

    public void Dispose()
    {
        _channelKeys.Dispose();
        _emulatorKeys.Dispose();
    }

    /// <summary>Why the token opens nothing, in a few words that hold nothing of it; null when it may pass.</summary>
    private async Task<(Sender Sender, string? Fault)> FaultInAsync(string token, JsonObject activity, CancellationToken cancellationToken)
    {
        JsonWebToken unread;
        try
        {
            unread = _handler.ReadJsonWebToken(token);
        }
        catch (Exception fault) when (fault is ArgumentException or SecurityTokenException)
        {
            return (Sender.Channel, "it is no JWT");
        }

        // Which rules apply is the issuer's to say; that it is the issuer is what those rules find out.
        return EmulatorIssuers.Contains(unread.Issuer, StringComparer.Ordinal)
            ? (Sender.Emulator, await FaultInEmulatorsAsync(token, activity, cancellationToken))
            : (Sender.Channel, await FaultInChannelsAsync(token, activity, cancellationToken));
    }

    private async Task<string?> FaultInChannelsAsync(string token, JsonObject activity, CancellationToken cancellationToken)
    {
        var (jwt, endorsed, fault) = await ReadAsync(token, _channelKeys, [ChannelIssuer], ActivityJson.Text(activity, "channelId"), cancellationToken);
        if (jwt is null)
            return fault;
        if (!endorsed)
            return "its key is not endorsed for the channel";
        if (ActivityJson.Text(activity, "serviceUrl") is not { Length: > 0 } service)
            return "the activity has no serviceUrl";
        return jwt.TryGetPayloadValue<string>("serviceurl", out var claimed) && string.Equals(claimed, service, StringComparison.Ordinal)
            ? null
            : "it is for another serviceUrl";
    }

    /// <summary>The Emulator's token does not name a serviceUrl; it is a person's who holds the bot's own secret.</summary>
    private async Task<string?> FaultInEmulatorsAsync(string token, JsonObject activity, CancellationToken cancellationToken)
    {
        if (!_options.AllowEmulator)
            return "the Emulator is switched off";
        var (jwt, _, fault) = await ReadAsync(token, _emulatorKeys, EmulatorIssuers, channel: null, cancellationToken);
        if (jwt is null)
            return fault;
        var claim = Claim(jwt, "ver") switch
        {
            "1.0" => "appid",
            "2.0" => "azp",
            _ => null,
        };
        if (claim is null)
            return "its version is missing or unknown";
        if (!string.Equals(Claim(jwt, claim), _options.AppId, StringComparison.Ordinal))
            return "it is another app's";
        return ActivityJson.Text(activity, "serviceUrl") is { Length: > 0 } ? null : "the activity has no serviceUrl";
    }

    private async Task<(JsonWebToken? Token, bool Endorsed, string? Fault)> ReadAsync(string token, SigningKeys keys, string[] issuers, string? channel, CancellationToken cancellationToken)
    {
        var published = await keys.KnownAsync(cancellationToken);
        var result = await ValidateAsync(token, published.SigningKeys, issuers);
        if (!result.IsValid && result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            published = await keys.NewerAsync(published, cancellationToken);
            result = await ValidateAsync(token, published.SigningKeys, issuers);
        }

        return result.IsValid && result.SecurityToken is JsonWebToken jwt
            ? (jwt, SigningKeys.IsEndorsed(published, jwt.Kid, channel), null)
            : (null, false, result.Exception?.GetType().Name ?? "invalid");
    }

    private Task<TokenValidationResult> ValidateAsync(string token, ICollection<SecurityKey> keys, string[] issuers) =>
        _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuers = issuers,
            ValidAudience = _options.AppId,
            IssuerSigningKeys = keys,
            TryAllIssuerSigningKeys = false,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512],
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ClockSkew = Skew,
        });

    /// <summary>A claim that is one string; anything else counts as missing.</summary>
    private static string? Claim(JsonWebToken jwt, string name) => jwt.TryGetPayloadValue<string>(name, out var value) ? value : null;

    private static string? TokenOf(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && header["Bearer ".Length..].Trim() is { Length: > 0 } token ? token : null;
    }

    private static bool HasLoopbackService(JsonObject activity) =>
        ActivityJson.Text(activity, "serviceUrl") is not { Length: > 0 } service
        || (Uri.TryCreate(service, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            && (uri.Host is "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && ConnectorAddresses.IsLoopback(address))));
}
