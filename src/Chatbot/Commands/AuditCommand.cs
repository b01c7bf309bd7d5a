using System.CommandLine;
using System.Security.Cryptography;
using Chatbot.Storage;
using Microsoft.EntityFrameworkCore;
using Spectre.Console;

namespace Chatbot.Commands;

/// <summary><c>audit list | verify</c>: who read, exported, erased or changed what.</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "Who opened, exported, erased or changed which request or account.") { List(), Verify() };

    private static Command List()
    {
        var last = new Option<int>("--last") { Description = "How many rows.", DefaultValueFactory = _ => 100 };
        var command = new Command("list", "The newest rows, newest last.") { last };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = Storeroom.Open();
            await using var db = await services.GetRequiredService<IDbContextFactory<ChatbotDb>>().CreateDbContextAsync(cancellationToken);
            var rows = await db.Audit.AsNoTracking().OrderByDescending(row => row.Sequence).Take(parsed.GetValue(last)).ToListAsync(cancellationToken);
            var table = new Table().Border(TableBorder.Simple).AddColumns("row", "when", "who", "what", "which", "");
            foreach (var row in Enumerable.Reverse(rows))
                table.AddRow($"{row.Sequence}", DateTimeOffset.FromUnixTimeMilliseconds(row.At).ToString("yyyy-MM-dd HH:mm:ss 'UTC'"), Markup.Escape(row.Actor), row.Action, Markup.Escape(row.Subject), Markup.Escape(row.Detail));
            AnsiConsole.Write(table);
            return 0;
        });
        return command;
    }

    private static Command Verify()
    {
        var expect = new Option<string?>("--expect") { Description = "A head that an earlier run or a backup's manifest gave: it has to be part of the chain still." };
        var command = new Command("verify", "Look through the whole chain of hashes; exit code 1 when a row was changed, inserted or taken out.") { expect };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = Storeroom.Open();
            await using var db = await services.GetRequiredService<IDbContextFactory<ChatbotDb>>().CreateDbContextAsync(cancellationToken);
            try
            {
                var verdict = await services.GetRequiredService<AuditTrail>().VerifyAsync(db, parsed.GetValue(expect), cancellationToken);
                Console.WriteLine(verdict.BrokenAt is { } row
                    ? $"The audit does not fit together at row {row}: that row, or one before it, was changed or taken out. The last good head is {verdict.Head}."
                    : $"The audit is whole: {verdict.Rows} rows. Its head is {verdict.Head}; note it elsewhere, and give it to --expect next time.");
                return verdict.BrokenAt is null ? 0 : 1;
            }
            catch (CryptographicException)
            {
                await Console.Error.WriteLineAsync("The audit's key cannot be opened: the key ring is not the one that it was made with.");
                return 2;
            }
        });
        return command;
    }
}
