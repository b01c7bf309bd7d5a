using System.CommandLine;
using Chatbot.Contact;
using Chatbot.Contact.Delivery;
using Spectre.Console;

namespace Chatbot.Commands;

/// <summary><c>outbox list | retry | probe</c>: the notices to staff.</summary>
internal static class OutboxCommand
{
    private const int MostListed = 1000;

    public static Command Create() => new("outbox", "The notices to staff: what waits, what was given up, and whether mail and webhook work.") { List(), Retry(), Probe() };

    private static Command List()
    {
        var all = new Option<bool>("--all") { Description = "Also those that were sent." };
        var command = new Command("list", "Notices that were given up, then those that wait, oldest first.") { all };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = Storeroom.Open();
            var configured = services.GetRequiredService<ContactChannels>().Names;
            var table = new Table().Border(TableBorder.Simple).AddColumn("id").AddColumn("reference", column => column.NoWrap()).AddColumns("channel", "state", "tries", "next try", "last fault");
            foreach (var notice in await services.GetRequiredService<Outbox>().ListAsync(parsed.GetValue(all), MostListed, cancellationToken))
            {
                var channel = configured.Contains(notice.Channel, StringComparer.Ordinal) ? notice.Channel : $"{notice.Channel} (not configured)";
                var next = notice.State is OutboxState.Pending && notice.Channel is not Outbox.Inbox ? notice.NextTryAt.ToString("yyyy-MM-dd HH:mm:ss 'UTC'") : "";
                table.AddRow($"{notice.Id}", notice.Reference, channel, notice.State, $"{notice.Attempts}", next, Markup.Escape(notice.LastFault ?? ""));
            }

            AnsiConsole.Write(table);
            return 0;
        });
        return command;
    }

    private static Command Retry()
    {
        var id = new Argument<long?>("id") { Description = "A notice's id; without it, all that were given up.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("retry", "Make notices due now, with 72 hours before them again; the running service sends them.") { id };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = Storeroom.Open();
            var count = await services.GetRequiredService<Outbox>().RetryAsync(parsed.GetValue(id), Storeroom.Actor, cancellationToken);
            Console.WriteLine(count == 1 ? "1 notice is due." : $"{count} notices are due.");
            return count == 0 && parsed.GetValue(id) is not null ? 2 : 0;
        });
        return command;
    }

    private static Command Probe()
    {
        var command = new Command("probe", "Send a test notice by every configured channel now and say what came of it.");
        command.SetAction(async (_, cancellationToken) =>
        {
            await using var services = Storeroom.Build();
            var channels = services.GetRequiredService<ContactChannels>().All;
            if (channels.Count == 0)
                Console.WriteLine("Neither mail (Delivery:Mail) nor webhook (Delivery:Webhook) is configured: requests wait in /staff and 'contact list'.");
            var good = true;
            foreach (var channel in channels)
            {
                var notice = new Notice("TEST-TEST-TEST-TEST", Guid.NewGuid().ToString("N"), Urgent: false, Suspected: false, TimeProvider.System.GetUtcNow());
                var result = await channel.SendAsync(notice, cancellationToken);
                good &= result is DeliveryResult.Delivered;
                Console.WriteLine($"{channel.Name} to {channel.Target}: " + result switch
                {
                    DeliveryResult.Delivered => "delivered",
                    DeliveryResult.Deferred deferred => $"not delivered, would be tried again ({deferred.Fault})",
                    DeliveryResult.Refused refused => $"refused for good ({refused.Fault})",
                    _ => throw new InvalidOperationException($"No words for {result.GetType().Name}"),
                });
            }

            return good ? 0 : 1;
        });
        return command;
    }
}
