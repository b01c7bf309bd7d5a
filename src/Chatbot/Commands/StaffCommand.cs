using System.CommandLine;
using System.Text;
using Chatbot.Staff;
using Spectre.Console;

namespace Chatbot.Commands;

/// <summary><c>staff add | list | password | totp | unlock | remove</c>: who may read requests at /staff.</summary>
internal static class StaffCommand
{
    private static readonly Option<bool> FromInput = new("--password-stdin") { Description = "Read the password from standard input, one line, instead of asking for it." };

    public static Command Create() => new("staff", "The accounts that may read contact requests at /staff.") { Add(), List(), Password(), Codes(), Unlock(), Remove() };

    private static Command Add() => Named(
        "add",
        "Make an account; its password is asked for.",
        async (accounts, name, parsed, cancellationToken) => await ReadPasswordAsync(parsed.GetValue(FromInput)) is { } password
            ? await SaidAsync(await accounts.AddAsync(name, password, Storeroom.Actor, cancellationToken), $"{name} may now sign in at /staff.", $"There is an account {name} already; 'staff password {name}' sets a new password.")
            : 2,
        FromInput);

    private static Command Password() => Named(
        "password",
        "Set a new password; the account's sessions end, and its lock.",
        async (accounts, name, parsed, cancellationToken) => await ReadPasswordAsync(parsed.GetValue(FromInput)) is { } password
            ? await SaidAsync(await accounts.SetPasswordAsync(name, password, Storeroom.Actor, cancellationToken), $"{name} has a new password.", Unknown(name))
            : 2,
        FromInput);

    private static Command Codes()
    {
        var off = new Option<bool>("--off") { Description = "Ask for no codes any more." };
        return Named(
            "totp",
            "Ask for a code of an authenticator app beside the password, from now on; prints the new secret once.",
            async (accounts, name, parsed, cancellationToken) =>
            {
                var secret = parsed.GetValue(off) ? null : Totp.NewSecret();
                return await SaidAsync(
                    await accounts.SetTotpAsync(name, secret, Storeroom.Actor, cancellationToken),
                    secret is null ? $"{name} signs in by password alone." : $"Type this secret into the authenticator app: {Totp.Text(secret)}\nor make a QR code of: {Totp.Address(name, secret)}",
                    Unknown(name));
            },
            off);
    }

    private static Command Unlock() => Named(
        "unlock",
        "End the lock that five wrong tries set.",
        async (accounts, name, _, cancellationToken) => await SaidAsync(await accounts.UnlockAsync(name, Storeroom.Actor, cancellationToken), $"{name} may try again.", Unknown(name)));

    private static Command Remove() => Named(
        "remove",
        "Delete an account; its sessions end.",
        async (accounts, name, _, cancellationToken) => await SaidAsync(await accounts.RemoveAsync(name, Storeroom.Actor, cancellationToken), $"{name} was removed.", Unknown(name)));

    private static Command List()
    {
        var command = new Command("list", "All accounts.");
        command.SetAction(async (_, cancellationToken) =>
        {
            await using var services = Storeroom.Open();
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
            var table = new Table().Border(TableBorder.Simple).AddColumns("name", "since", "codes", "");
            foreach (var row in await services.GetRequiredService<StaffAccounts>().ListAsync(cancellationToken))
                table.AddRow(row.Name, $"{DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt):yyyy-MM-dd}", row.TotpSecret is null ? "no" : "yes", row.LockedUntil > now ? "locked" : "");
            AnsiConsole.Write(table);
            return 0;
        });
        return command;
    }

    private static Command Named(string verb, string description, Func<StaffAccounts, string, ParseResult, CancellationToken, Task<int>> act, params Option[] options)
    {
        var name = new Argument<string>("name") { Description = "Letters, digits and . _ @ -; as typed at the sign-in." };
        var command = new Command(verb, description) { name };
        foreach (var option in options)
            command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var account = StaffAccounts.Canonical(parsed.GetValue(name)!);
            if (!StaffAccounts.IsName(account))
            {
                await Console.Error.WriteLineAsync("A name has at most 64 letters, digits and . _ @ - and begins with a letter or digit.");
                return 2;
            }

            await using var services = Storeroom.Open();
            return await act(services.GetRequiredService<StaffAccounts>(), account, parsed, cancellationToken);
        });
        return command;
    }

    private static async Task<string?> ReadPasswordAsync(bool fromInput)
    {
        string? password;
        if (fromInput || Console.IsInputRedirected)
        {
            password = await Console.In.ReadLineAsync();
        }
        else
        {
            password = Hidden("Password: ");
            if (!string.Equals(password, Hidden("Once more: "), StringComparison.Ordinal))
            {
                await Console.Error.WriteLineAsync("The two were not the same.");
                return null;
            }
        }

        if (StaffAccounts.Weakness(password ?? "") is not { } weakness)
            return password;
        await Console.Error.WriteLineAsync(weakness);
        return null;
    }

    private static string Hidden(string prompt)
    {
        Console.Error.Write(prompt);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                typed.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }

    private static string Unknown(string name) => $"There is no account {name}; 'staff list' shows them all.";

    private static async Task<int> SaidAsync(bool done, string words, string otherwise)
    {
        await (done ? Console.Out : Console.Error).WriteLineAsync(done ? words : otherwise);
        return done ? 0 : 2;
    }
}
