using System.Text.Json;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Chatbot.BotFramework;

/// <summary>
/// The published keys of one issuer: kept for 24 hours, and fetched again when a token names a key that is not among them,
/// at most once in the refresh interval, since strangers can send such tokens at will.
/// </summary>
internal sealed class SigningKeys
{
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _published;

    /// <summary>Otherwise the library fetches in the background, and the first token that a new key signed is refused.</summary>
    static SigningKeys() => AppContext.SetSwitch("Switch.Microsoft.IdentityModel.UpdateConfigAsBlocking", isEnabled: true);

    public SigningKeys(Uri metadata, TimeSpan refreshInterval, bool requireHttps)
    {
        _published = new ConfigurationManager<OpenIdConnectConfiguration>(
            metadata.ToString(),
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever { RequireHttps = requireHttps })
        {
            AutomaticRefreshInterval = TimeSpan.FromHours(24),
            RefreshInterval = refreshInterval,
        };
    }

    /// <summary>Throws <see cref="InvalidOperationException"/> when no keys are known and none can be fetched.</summary>
    public Task<OpenIdConnectConfiguration> KnownAsync(CancellationToken cancellationToken) => _published.GetConfigurationAsync(cancellationToken);

    /// <summary>The keys fetched anew; those that are known when it is too early for that.</summary>
    public Task<OpenIdConnectConfiguration> NewerAsync(CancellationToken cancellationToken)
    {
        _published.RequestRefresh();
        return _published.GetConfigurationAsync(cancellationToken);
    }

    /// <summary>A key that names endorsements may sign only for the channels among them.</summary>
    public static bool IsEndorsed(OpenIdConnectConfiguration published, string? keyId, string? channel)
    {
        var key = published.JsonWebKeySet?.Keys.FirstOrDefault(k => string.Equals(k.KeyId, keyId, StringComparison.Ordinal));
        return key is null || !key.AdditionalData.TryGetValue("endorsements", out var endorsements)
            || (channel is not null && Names(endorsements).Contains(channel, StringComparer.Ordinal));
    }

    private static IEnumerable<string> Names(object endorsements) => endorsements switch
    {
        JsonElement { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!),
        IEnumerable<object> list => list.OfType<string>(),
        _ => [],
    };
}
