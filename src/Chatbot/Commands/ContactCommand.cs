using System.CommandLine;
using Chatbot.Contact;
using Spectre.Console;

namespace Chatbot.Commands;

/// <summary><c>contact list | show | find | export | erase | purge</c>: requests from the command line.</summary>
internal static class ContactCommand
{
    private const int MostListed = 1000;

    public static Command Create()
    {
        var command = new Command("contact", "Read, export, erase and purge contact requests.") { List(), Show(), Find(), Export(), Erase(), Purge() };
        command.Aliases.Add("contacts");
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "References: unhandled and urgent ones first, then the newest.");
        command.SetAction(async (_, cancellationToken) =>
        {
            await using var services = Storeroom.Open();
            Print(await services.GetRequiredService<ContactInbox>().ListAsync(MostListed, cancellationToken));
            return 0;
        });
        return command;
    }

    private static Command Show()
    {
        var reference = ReferenceArgument();
        var command = new Command("show", "Open one request; this is audited.") { reference };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = Storeroom.Open();
            var request = await services.GetRequiredService<ContactInbox>().OpenAsync(parsed.GetValue(reference)!, Storeroom.Actor, "opened", cancellationToken);
            if (request is null)
                return await UnknownAsync();
            Console.Write(ContactText.Of(request));
            return 0;
        });
        return command;
    }

    private static Command Find()
    {
        var route = new Argument<string>("route") { Description = "An e-mail address or a phone number." };
        var command = new Command("find", "Requests by e-mail address or phone number, without opening any; this is audited.") { route };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = Storeroom.Open();
            Print(await services.GetRequiredService<ContactInbox>().FindAsync(parsed.GetValue(route)!, Storeroom.Actor, cancellationToken));
            return 0;
        });
        return command;
    }

    private static Command Export()
    {
        var reference = ReferenceArgument();
        var csv = new Option<bool>("--csv") { Description = "CSV for a spreadsheet instead of JSON." };
        var output = new Option<FileInfo?>("--output") { Description = "A file; standard output without it." };
        var command = new Command("export", "Everything that is stored of one request, for the person whose it is; this is audited.") { reference, csv, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = Storeroom.Open();
            var request = await services.GetRequiredService<ContactInbox>().OpenAsync(parsed.GetValue(reference)!, Storeroom.Actor, "exported", cancellationToken);
            if (request is null)
                return await UnknownAsync();
            var text = parsed.GetValue(csv) ? ContactExport.Csv(request) : ContactExport.Json(request);
            if (parsed.GetValue(output) is { } file)
                await File.WriteAllTextAsync(file.FullName, text, cancellationToken);
            else
                Console.Write(text);
            return 0;
        });
        return command;
    }

    private static Command Erase()
    {
        var reference = ReferenceArgument();
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("erase", "Delete a request for good, with notes, notices and attached conversation; this is audited.") { reference, yes };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!parsed.GetValue(yes))
            {
                Console.Error.Write($"Erase {parsed.GetValue(reference)} for good? Type yes: ");
                if (!string.Equals(Console.ReadLine()?.Trim(), "yes", StringComparison.OrdinalIgnoreCase))
                {
                    await Console.Error.WriteLineAsync("Nothing was erased.");
                    return 1;
                }
            }

            await using var services = Storeroom.Open();
            if (!await services.GetRequiredService<ContactInbox>().EraseAsync(parsed.GetValue(reference)!, Storeroom.Actor, cancellationToken))
                return await UnknownAsync();
            Console.WriteLine("Erased. Backups that were made before still hold it until they are deleted.");
            return 0;
        });
        return command;
    }

    private static Command Purge()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only list what would be deleted." };
        var clockIsRight = new Option<bool>("--clock-is-right") { Description = "You looked at this machine's clock and it is right: purge although it jumped." };
        var command = new Command("purge", "Delete requests older than Contact:RetentionDays, and conversations without a request that have rested for Contact:ConversationDays, as the service does every six hours.") { dryRun, clockIsRight };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = Storeroom.Open();
            var purge = services.GetRequiredService<RetentionPurge>();
            var outcome = parsed.GetValue(dryRun) ? await purge.LookAsync(cancellationToken) : await purge.RunAsync(Storeroom.Actor, parsed.GetValue(clockIsRight), cancellationToken);
            if (outcome.HeldBack is { } reason)
            {
                await Console.Error.WriteLineAsync($"Nothing was purged: {reason}");
                return 1;
            }

            foreach (var reference in outcome.Due)
                Console.WriteLine(reference);
            Console.WriteLine($"{(parsed.GetValue(dryRun) ? "To be purged" : "Purged")}: requests {outcome.Due.Count}, conversations without a request {outcome.Conversations}.");
            return 0;
        });
        return command;
    }

    private static Argument<string> ReferenceArgument() => new("reference") { Description = "As shown to the visitor." };

    private static void Print(IEnumerable<ContactListing> listings)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("reference", "received", "state", "");
        foreach (var listing in listings)
        {
            table.AddRow(
                listing.Reference,
                listing.ReceivedAt.ToString("yyyy-MM-dd HH:mm 'UTC'"),
                listing.HandledBy is { } by ? Markup.Escape($"handled by {by}") : listing.State,
                string.Join(", ", new[] { listing.Urgent ? "URGENT" : "", listing.Suspicion is { } why ? $"may be spam: {why}" : "" }.Where(part => part.Length > 0)));
        }

        AnsiConsole.Write(table);
    }

    private static async Task<int> UnknownAsync()
    {
        await Console.Error.WriteLineAsync("There is no request by this reference; 'contact list' shows them all.");
        return 2;
    }
}
