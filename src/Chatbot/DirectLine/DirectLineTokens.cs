using System.Security.Cryptography;
using Chatbot.Storage;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Chatbot.DirectLine;

/// <summary>Who a token speaks for.</summary>
internal sealed record DirectLineCaller(string Conversation, string User);

/// <summary>
/// Signed tokens, each bound to one conversation and one user id made here. JWTs, because Web Chat reads its user id from
/// the claim <c>user</c>. The key is a file in the storage folder, so tokens outlive a restart.
/// </summary>
internal sealed class DirectLineTokens
{
    private const string ConversationClaim = "conv";
    private const string UserClaim = "user";
    private const string RestAudience = "directline";
    private const string StreamAudience = "directline-stream";
    private const int KeyBytes = 32;
    private static readonly TimeSpan TicketLifetime = TimeSpan.FromSeconds(60);

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

    public Task<(DirectLineCaller? Caller, bool Expired)> ReadAsync(string? token) => ReadAsync(token, RestAudience);

    public Task<(DirectLineCaller? Caller, bool Expired)> ReadTicketAsync(string? ticket) => ReadAsync(ticket, StreamAudience);

    private string Sign(DirectLineCaller caller, string audience, TimeSpan lifetime)
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Audience = audience,
            IssuedAt = now,
            Expires = now + lifetime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { [ConversationClaim] = caller.Conversation, [UserClaim] = caller.User },
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
        });
    }

    private async Task<(DirectLineCaller? Caller, bool Expired)> ReadAsync(string? token, string audience)
    {
        if (string.IsNullOrEmpty(token))
            return (null, false);
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
            return (null, false);
        }

        return jwt.ValidTo <= _clock.GetUtcNow().UtcDateTime ? (null, true) : (new DirectLineCaller(conversation, user), false);
    }

    private static byte[] ReadOrMakeKey(string file)
    {
        if (File.Exists(file) && File.ReadAllBytes(file) is { Length: KeyBytes } known)
            return known;
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        File.WriteAllBytes(file, key);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return key;
    }
}
