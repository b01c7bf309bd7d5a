using System.Collections.Concurrent;
using System.Security.Cryptography;
using Chatbot.Storage;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Chatbot.DirectLine;

/// <summary>
/// Signed tokens, each bound to one conversation and one user id made here. JWTs, because Web Chat reads its user id from
/// the claim <c>user</c>. The key is a file in the storage folder, so tokens outlive a restart.
/// </summary>
internal sealed class DirectLineTokens
{
    private const string ConversationClaim = "conv";
    private const string UserClaim = "user";
    private const string TicketClaim = "jti";
    private const string RestAudience = "directline";
    private const string StreamAudience = "directline-stream";
    private const int KeyBytes = 32;
    private static readonly TimeSpan TicketLifetime = TimeSpan.FromSeconds(60);

    /// <summary>Tickets that were used and when they would expire.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new(StringComparer.Ordinal);

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SymmetricSecurityKey _key;
    private readonly TimeProvider _clock;
    private readonly DirectLineOptions _options;

    public DirectLineTokens(StorageFolder folder, TimeProvider clock, IOptions<DirectLineOptions> options)
    {
        _clock = clock;
        _options = options.Value;
        _key = new SymmetricSecurityKey(ReadOrMakeKey(folder.File("directline.key")));
    }

    public TimeSpan Lifetime => _options.TokenLifetime;

    public string Issue(DirectLineCaller caller) => Sign(caller, RestAudience, _options.TokenLifetime);

    /// <summary>A ticket for one WebSocket handshake within a minute; good for nothing else.</summary>
    public string IssueTicket(DirectLineCaller caller) => Sign(caller, StreamAudience, TicketLifetime);

    public async Task<(DirectLineCaller? Caller, bool Expired)> ReadAsync(string? token)
    {
        var (_, caller, expired) = await ReadAsync(token, RestAudience);
        return (caller, expired);
    }

    /// <summary>Takes a ticket, once. The second time it counts as expired: an address of a stream that leaks is of no use.</summary>
    public async Task<(DirectLineCaller? Caller, bool Expired)> RedeemTicketAsync(string? ticket)
    {
        var (jwt, caller, expired) = await ReadAsync(ticket, StreamAudience);
        if (jwt is null)
            return (null, expired);
        var now = _clock.GetUtcNow();
        foreach (var (id, until) in _used)
        {
            if (until <= now)
                _used.TryRemove(id, out _);
        }

        return _used.TryAdd(jwt.Id, new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero)) ? (caller, false) : (null, true);
    }

    private string Sign(DirectLineCaller caller, string audience, TimeSpan lifetime)
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Audience = audience,
            IssuedAt = now,
            Expires = now + lifetime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                [ConversationClaim] = caller.Conversation,
                [UserClaim] = caller.User,
                [TicketClaim] = Guid.NewGuid().ToString("N"),
            },
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
        });
    }

    private async Task<(JsonWebToken? Token, DirectLineCaller? Caller, bool Expired)> ReadAsync(string? token, string audience)
    {
        if (string.IsNullOrEmpty(token))
            return default;
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAudience = audience,
            ValidateIssuer = false,
            IssuerSigningKey = _key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            RequireExpirationTime = true,
            // The handler's own check asks the machine's clock; this one asks ours.
            LifetimeValidator = (_, expires, _, _) => expires is not null,
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt
            || !jwt.TryGetPayloadValue<string>(ConversationClaim, out var conversation) || !jwt.TryGetPayloadValue<string>(UserClaim, out var user))
        {
            return default;
        }

        return jwt.ValidTo <= _clock.GetUtcNow().UtcDateTime ? (null, null, true) : (jwt, new DirectLineCaller(conversation, user), false);
    }

    /// <summary>Written under another name first: a crash while starting leaves no half key, and nobody else may read it.</summary>
    private static byte[] ReadOrMakeKey(string file)
    {
        if (File.Exists(file))
        {
            return File.ReadAllBytes(file) is { Length: KeyBytes } known
                ? known
                : throw new InvalidOperationException($"{file} does not hold {KeyBytes} bytes. Restore it from the backup, or delete it: open conversations then start anew.");
        }

        var draft = $"{file}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(draft, options))
        {
            stream.Write(RandomNumberGenerator.GetBytes(KeyBytes));
            stream.Flush(flushToDisk: true);
        }

        // Of two processes that start at once, one is first; both use its key.
        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }

        return File.ReadAllBytes(file);
    }
}
