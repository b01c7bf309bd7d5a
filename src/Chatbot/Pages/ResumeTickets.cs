using System.Globalization;
using System.Security.Cryptography;
using Chatbot.DirectLine;
using Microsoft.AspNetCore.DataProtection;

namespace Chatbot.Pages;

/// <summary>
/// Lets a visitor's browser come back to its conversation after the Direct Line token has expired, which cannot be
/// refreshed: the page's part of Direct Line, where a website's own token server stands elsewhere. A ticket opens one
/// conversation and nothing else, and outlives a restart with the key ring.
/// </summary>
internal sealed class ResumeTickets(IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>From the last visit on. A day later a person at a shared computer should not find the talk again.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const char Separator = '\n';
    private const int MaxChars = 2048;

    private readonly IDataProtector _seal = protection.CreateProtector("Chatbot.Pages.ResumeTickets");

    public string Issue(DirectLineCaller caller)
    {
        var until = (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds();
        return _seal.Protect(string.Join(Separator, caller.Conversation, caller.User, until.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Whose ticket it is; null for one that is forged, damaged or too old.</summary>
    public DirectLineCaller? Read(string? ticket)
    {
        if (ticket is not { Length: > 0 and <= MaxChars })
            return null;
        try
        {
            return _seal.Unprotect(ticket).Split(Separator) is [var conversation, var user, var until]
                && long.Parse(until, CultureInfo.InvariantCulture) > clock.GetUtcNow().ToUnixTimeSeconds()
                ? new DirectLineCaller(conversation, user)
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
