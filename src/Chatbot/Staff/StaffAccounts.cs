using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Chatbot.Contact;
using Chatbot.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chatbot.Staff;

/// <summary>The accounts of those who read contact requests. Passwords are hashed by PBKDF2-HMAC-SHA512 and never kept.</summary>
internal sealed partial class StaffAccounts(IDbContextFactory<ChatbotDb> databases, AuditTrail audit, IDataProtectionProvider protection, TimeProvider clock)
{
    public const int MinPasswordChars = 12;

    private const int MaxPasswordChars = 200;
    private const int MaxFailures = 5;
    private const int AttemptsPerHour = 60;

    // https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
    private const int Iterations = 210_000;

    private static readonly TimeSpan Lock = TimeSpan.FromMinutes(15);

    private readonly HourlyBudget _attempts = new(clock, AttemptsPerHour);
    private readonly PasswordHasher<StaffRow> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly Lazy<IDataProtector> _protector = new(() => protection.CreateProtector("Chatbot.Staff.Totp.v1"));

    /// <summary>What is compared when there is no such account, so that finding out takes as long.</summary>
    private readonly Lazy<StaffRow> _nobody = new(() => New("", "", clock));

    /// <summary>Why a password will not do; null when it does.</summary>
    public static string? Weakness(string password) => password.Length switch
    {
        < MinPasswordChars => $"A password needs at least {MinPasswordChars} characters; a few words in a row are fine.",
        > MaxPasswordChars => $"A password may have at most {MaxPasswordChars} characters.",
        _ when password.Distinct().Count() < 5 => "This password is too easy to guess: it has hardly any different characters.",
        _ => null,
    };

    public static bool IsName(string name) => NamePattern().IsMatch(name);

    public async Task<IReadOnlyList<StaffRow>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Staff.AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancellationToken);
    }

    /// <summary>False when the name is taken.</summary>
    public Task<bool> AddAsync(string name, string password, string actor, CancellationToken cancellationToken) =>
        ChangeAsync("account added", name, actor, (db, row) =>
        {
            if (row is not null)
                return false;
            var added = New(name, "", clock);
            added.PasswordHash = _hasher.HashPassword(added, password);
            db.Staff.Add(added);
            return true;
        }, cancellationToken);

    /// <summary>Also ends the account's sessions and its lock. False for an unknown account.</summary>
    public Task<bool> SetPasswordAsync(string name, string password, string actor, CancellationToken cancellationToken) =>
        ChangeAsync("password set", name, actor, (_, row) =>
        {
            if (row is null)
                return false;
            row.PasswordHash = _hasher.HashPassword(row, password);
            row.Stamp = NewStamp();
            (row.Failures, row.LockedUntil) = (0, 0);
            return true;
        }, cancellationToken);

    /// <summary>From now on a code is asked for too; null ends that. False for an unknown account.</summary>
    public Task<bool> SetTotpAsync(string name, byte[]? secret, string actor, CancellationToken cancellationToken) =>
        ChangeAsync(secret is null ? "codes ended" : "codes begun", name, actor, (_, row) =>
        {
            if (row is null)
                return false;
            row.TotpSecret = secret is null ? null : _protector.Value.Protect(secret);
            row.TotpStep = 0;
            row.Stamp = NewStamp();
            return true;
        }, cancellationToken);

    public Task<bool> UnlockAsync(string name, string actor, CancellationToken cancellationToken) =>
        ChangeAsync("account unlocked", name, actor, (_, row) =>
        {
            if (row is not null)
                (row.Failures, row.LockedUntil) = (0, 0);
            return row is not null;
        }, cancellationToken);

    /// <summary>Its sessions end with it. False for an unknown account.</summary>
    public Task<bool> RemoveAsync(string name, string actor, CancellationToken cancellationToken) =>
        ChangeAsync("account removed", name, actor, (db, row) =>
        {
            if (row is not null)
                db.Staff.Remove(row);
            return row is not null;
        }, cancellationToken);

    /// <summary>Ends every session of the account.</summary>
    public Task<bool> SignOutAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync("signed out", name, name, (_, row) =>
        {
            row?.Stamp = NewStamp();
            return row is not null;
        }, cancellationToken);

    /// <summary>True while the session's stamp is still the account's.</summary>
    public async Task<bool> IsCurrentAsync(string name, string stamp, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Staff.AnyAsync(row => row.Name == name && row.Stamp == stamp, cancellationToken);
    }

    /// <param name="name">As typed.</param>
    /// <param name="password">As typed.</param>
    /// <param name="code">As typed; only looked at where the account has codes.</param>
    /// <param name="network">Where it comes from, by <see cref="HourlyBudget.NetworkOf"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<StaffSignIn> SignInAsync(string name, string password, string code, string network, CancellationToken cancellationToken)
    {
        if (!_attempts.TryTake(network, out _))
            return new StaffSignIn.TooMany();
        var known = Canonical(name);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = IsName(known) ? await db.Staff.SingleOrDefaultAsync(r => r.Name == known, cancellationToken) : null;
        var now = clock.GetUtcNow();
        var good = Matches(row, password) && row!.LockedUntil <= now.ToUnixTimeMilliseconds() && IsCode(row, code, now);
        if (row is null)
            return new StaffSignIn.Refused();

        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        if (good)
        {
            (row.Failures, row.LockedUntil) = (0, 0);
            _attempts.GiveBack(network);
        }
        else if (++row.Failures >= MaxFailures)
        {
            (row.Failures, row.LockedUntil) = (0, (now + Lock).ToUnixTimeMilliseconds());
        }

        await audit.AppendAsync(db, row.Name, good ? "signed in" : "sign-in refused", row.Name, row.LockedUntil > 0 ? "locked" : "", cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return good ? new StaffSignIn.Accepted(row.Name, row.Stamp) : new StaffSignIn.Refused();
    }

    /// <summary>Names are lower case: nobody remembers how they wrote theirs.</summary>
    public static string Canonical(string name) => name.Trim().ToLowerInvariant();

    private static StaffRow New(string name, string hash, TimeProvider clock) => new()
    {
        Name = name,
        PasswordHash = hash,
        Stamp = NewStamp(),
        CreatedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
    };

    private static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private bool Matches(StaffRow? row, string password)
    {
        if (password.Length > MaxPasswordChars)
            return false;
        if (row is null)
        {
            var nobody = _nobody.Value;
            if (nobody.PasswordHash.Length == 0)
                nobody.PasswordHash = _hasher.HashPassword(nobody, NewStamp());
            _hasher.VerifyHashedPassword(nobody, nobody.PasswordHash, password);
            return false;
        }

        return _hasher.VerifyHashedPassword(row, row.PasswordHash, password) != PasswordVerificationResult.Failed;
    }

    /// <summary>Takes the code: it is not good a second time.</summary>
    private bool IsCode(StaffRow row, string code, DateTimeOffset now)
    {
        if (row.TotpSecret is not { } secret)
            return true;
        if (Totp.Match(_protector.Value.Unprotect(secret), code, now, row.TotpStep) is not { } step)
            return false;
        row.TotpStep = step;
        return true;
    }

    private async Task<bool> ChangeAsync(string action, string name, string actor, Func<ChatbotDb, StaffRow?, bool> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        if (!change(db, await db.Staff.SingleOrDefaultAsync(row => row.Name == name, cancellationToken)))
            return false;
        await audit.AppendAsync(db, actor, action, name, "", cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._@-]{0,63}$", RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();
}
