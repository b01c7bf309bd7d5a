using System.Text.Json;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Chatbot.BotFramework;

/// <summary>
/// The published keys of one issuer: kept for 24 hours, and fetched again when a token names a key that is not among them,
/// at most once in the refresh interval, since strangers can send such tokens at will. (The library's own
/// ConfigurationManager fetches in the background, so it refuses the first token that a new key signed.)
/// </summary>
internal sealed class SigningKeys(Uri metadata, TimeSpan refreshInterval, bool requireHttps, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>While the issuer cannot be reached, it is asked no more often than this.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly HttpDocumentRetriever _documents = new() { RequireHttps = requireHttps };
    private readonly SemaphoreSlim _fetching = new(1, 1);
    private OpenIdConnectConfiguration? _known;
    private DateTimeOffset _knownSince;
    private DateTimeOffset _tried = DateTimeOffset.MinValue;
    private DateTimeOffset _askedForNewer = DateTimeOffset.MinValue;

    /// <summary>Throws <see cref="InvalidOperationException"/> when no keys are known and none can be fetched.</summary>
    public async Task<OpenIdConnectConfiguration> KnownAsync(CancellationToken cancellationToken) =>
        _known is { } known && clock.GetUtcNow() - _knownSince < Kept ? known : await FetchAsync(since: null, cancellationToken);

    /// <summary>The keys fetched anew; those that are known when it is too early for that.</summary>
    public async Task<OpenIdConnectConfiguration> NewerAsync(OpenIdConnectConfiguration than, CancellationToken cancellationToken) => await FetchAsync(than, cancellationToken);

    /// <summary>A key that names endorsements may sign only for the channels among them.</summary>
    public static bool IsEndorsed(OpenIdConnectConfiguration published, string? keyId, string? channel)
    {
        var key = published.JsonWebKeySet?.Keys.FirstOrDefault(k => string.Equals(k.KeyId, keyId, StringComparison.Ordinal));
        return key is null || !key.AdditionalData.TryGetValue("endorsements", out var endorsements)
            || (channel is not null && Names(endorsements).Contains(channel, StringComparer.Ordinal));
    }

    public void Dispose() => _fetching.Dispose();

    /// <summary>One at a time: who waited meanwhile gets what the first one fetched.</summary>
    private async Task<OpenIdConnectConfiguration> FetchAsync(OpenIdConnectConfiguration? since, CancellationToken cancellationToken)
    {
        await _fetching.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            var isFresh = _known is not null && now - _knownSince < Kept;
            if (isFresh && (since is null || !ReferenceEquals(since, _known) || now - _askedForNewer < refreshInterval))
                return _known!;
            if (since is not null)
                _askedForNewer = now;
            if (now - _tried < Pause && !isFresh)
                return _known ?? throw new InvalidOperationException("No keys are known.");
            _tried = now;
            _known = await OpenIdConnectConfigurationRetriever.GetAsync(metadata.ToString(), _documents, cancellationToken);
            _knownSince = now;
            return _known;
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or ArgumentException or JsonException)
        {
            // What is known goes on counting: a channel is not cut off because its key server is down for a while.
            return _known ?? throw new InvalidOperationException("No keys are known.", fault);
        }
        finally
        {
            _fetching.Release();
        }
    }

    private static IEnumerable<string> Names(object endorsements) => endorsements switch
    {
        JsonElement { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!),
        IEnumerable<object> list => list.OfType<string>(),
        _ => [],
    };
}
