using Chatbot.Staff;
using Chatbot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Staff;

/// <summary>Who may sign in, and who not.</summary>
public sealed class StaffAccountsTests
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task An_account_signs_in_by_its_password_and_nothing_else()
    {
        await using var rooms = new ContactRooms();
        var accounts = await WithSamAsync(rooms);

        (await SignInAsync(accounts, Password)).ShouldBeOfType<StaffSignIn.Accepted>().Name.ShouldBe("sam");
        (await accounts.SignInAsync(" SAM ", Password, "", "n", CancellationToken.None)).ShouldBeOfType<StaffSignIn.Accepted>();
        foreach (var wrong in new[] { "", "correct horse batterY", Password + " ", new string('x', 100_000) })
            (await SignInAsync(accounts, wrong)).ShouldBeOfType<StaffSignIn.Refused>();
        (await accounts.SignInAsync("nobody", Password, "", "n", CancellationToken.None)).ShouldBeOfType<StaffSignIn.Refused>();
        (await accounts.SignInAsync("sam'; DROP TABLE Staff; --", Password, "", "n", CancellationToken.None)).ShouldBeOfType<StaffSignIn.Refused>();
        (await accounts.AddAsync("sam", Password, "test", CancellationToken.None)).ShouldBeFalse("the name is taken");

        await using var db = rooms.Db();
        (await db.Staff.SingleAsync()).PasswordHash.ShouldNotContain("horse");
    }

    [Fact]
    public async Task Five_wrong_tries_lock_the_account_for_a_quarter_of_an_hour_also_for_the_right_password()
    {
        await using var rooms = new ContactRooms();
        var accounts = await WithSamAsync(rooms);
        for (var i = 0; i < 5; i++)
            await SignInAsync(accounts, "wrong");

        (await SignInAsync(accounts, Password)).ShouldBeOfType<StaffSignIn.Refused>();
        rooms.Clock.Pass(TimeSpan.FromMinutes(15));
        (await SignInAsync(accounts, Password)).ShouldBeOfType<StaffSignIn.Accepted>();

        for (var i = 0; i < 5; i++)
            await SignInAsync(accounts, "wrong");
        await accounts.UnlockAsync("sam", "test", CancellationToken.None);
        (await SignInAsync(accounts, Password)).ShouldBeOfType<StaffSignIn.Accepted>("an operator may unlock it");
    }

    [Fact]
    public async Task One_network_may_fail_sixty_times_an_hour_and_others_are_not_touched()
    {
        await using var rooms = new ContactRooms();
        var accounts = await WithSamAsync(rooms);
        for (var i = 0; i < 60; i++)
            await accounts.SignInAsync($"guess{i}", "x", "", "attacker", CancellationToken.None);

        (await accounts.SignInAsync("sam", Password, "", "attacker", CancellationToken.None)).ShouldBeOfType<StaffSignIn.TooMany>();
        (await SignInAsync(accounts, Password)).ShouldBeOfType<StaffSignIn.Accepted>();
    }

    [Fact]
    public async Task With_codes_a_code_is_needed_and_each_is_good_once()
    {
        await using var rooms = new ContactRooms();
        var accounts = await WithSamAsync(rooms);
        var secret = Totp.NewSecret();
        await accounts.SetTotpAsync("sam", secret, "test", CancellationToken.None);
        var code = Totp.CodeAt(secret, Totp.StepAt(rooms.Clock.GetUtcNow()));

        (await SignInAsync(accounts, Password)).ShouldBeOfType<StaffSignIn.Refused>();
        (await SignInAsync(accounts, "wrong", code)).ShouldBeOfType<StaffSignIn.Refused>();
        (await SignInAsync(accounts, Password, code[..3] + " " + code[3..])).ShouldBeOfType<StaffSignIn.Accepted>();
        (await SignInAsync(accounts, Password, code)).ShouldBeOfType<StaffSignIn.Refused>();
        rooms.Clock.Pass(TimeSpan.FromSeconds(30));
        (await SignInAsync(accounts, Password, Totp.CodeAt(secret, Totp.StepAt(rooms.Clock.GetUtcNow())))).ShouldBeOfType<StaffSignIn.Accepted>();
        await using var db = rooms.Db();
        (await db.Staff.SingleAsync()).TotpSecret!.AsSpan().IndexOf(secret).ShouldBe(-1, "the secret is encrypted");
    }

    [Fact]
    public async Task A_session_ends_with_the_password_the_codes_a_sign_out_and_the_account()
    {
        await using var rooms = new ContactRooms();
        var accounts = await WithSamAsync(rooms);
        foreach (var end in new Func<Task<bool>>[]
        {
            () => accounts.SignOutAsync("sam", CancellationToken.None),
            () => accounts.SetTotpAsync("sam", null, "test", CancellationToken.None),
            () => accounts.SetPasswordAsync("sam", Password, "test", CancellationToken.None),
            () => accounts.RemoveAsync("sam", "test", CancellationToken.None),
        })
        {
            var session = (await SignInAsync(accounts, Password)).ShouldBeOfType<StaffSignIn.Accepted>();
            (await accounts.IsCurrentAsync("sam", session.Stamp, CancellationToken.None)).ShouldBeTrue();
            (await end()).ShouldBeTrue();
            (await accounts.IsCurrentAsync("sam", session.Stamp, CancellationToken.None)).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("short", false)]
    [InlineData("aaaaaaaaaaaaaaaa", false)]
    [InlineData("four plain words here", true)]
    public void A_weak_password_is_refused_with_a_reason(string password, bool good) => (StaffAccounts.Weakness(password) is null).ShouldBe(good);

    /// <summary>RFC 6238, appendix B, cut to six digits: 94287082, 07081804, 14050471, 89005924, 69279037, 65353130.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long time, string code) =>
        Totp.CodeAt("12345678901234567890"u8.ToArray(), Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(time))).ShouldBe(code);

    /// <summary>RFC 4648, section 10, without padding.</summary>
    [Theory]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void A_secret_is_written_in_Base32(string bytes, string text) => Totp.Text(System.Text.Encoding.ASCII.GetBytes(bytes)).ShouldBe(text);

    private static async Task<StaffAccounts> WithSamAsync(ContactRooms rooms)
    {
        var accounts = rooms.Get<StaffAccounts>();
        (await accounts.AddAsync("sam", Password, "test", CancellationToken.None)).ShouldBeTrue();
        return accounts;
    }

    private static Task<StaffSignIn> SignInAsync(StaffAccounts accounts, string password, string code = "") => accounts.SignInAsync("sam", password, code, "office", CancellationToken.None);
}
