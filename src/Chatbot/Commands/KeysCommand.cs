using System.CommandLine;
using Chatbot.Storage;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Spectre.Console;

namespace Chatbot.Commands;

/// <summary><c>keys list | rotate | rewrap</c>: the key ring that opens contact requests.</summary>
internal static class KeysCommand
{
    private const int LifetimeDays = 90;
    private const int Batch = 200;

    public static Command Create() => new("keys", "The key ring that opens contact requests.") { List(), Rotate(), Rewrap() };

    private static Command List()
    {
        var command = new Command("list", "The ring's keys and how many requests each one opens.");
        command.SetAction(async (_, cancellationToken) =>
        {
            await using var services = Storeroom.Open();
            await using var db = await services.GetRequiredService<IDbContextFactory<ChatbotDb>>().CreateDbContextAsync(cancellationToken);
            var uses = await db.ContactRequests.GroupBy(row => row.KeyId).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, StringComparer.OrdinalIgnoreCase, cancellationToken);
            var table = new Table().Border(TableBorder.Simple).AddColumns("key", "since", "until", "requests");
            foreach (var key in services.GetRequiredService<IKeyManager>().GetAllKeys().OrderBy(key => key.ActivationDate))
                table.AddRow($"{key.KeyId}", $"{key.ActivationDate:yyyy-MM-dd}", key.IsRevoked ? "revoked" : $"{key.ExpirationDate:yyyy-MM-dd}", $"{uses.GetValueOrDefault(key.KeyId.ToString("D"))}");
            AnsiConsole.Write(table);
            return 0;
        });
        return command;
    }

    private static Command Rotate()
    {
        var command = new Command("rotate", $"Add a new key to the ring, for {LifetimeDays} days; the service does so by itself before the old one ends. Old keys stay: they open old requests.");
        command.SetAction(async (_, cancellationToken) =>
        {
            await using var services = Storeroom.Open();
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var key = services.GetRequiredService<IKeyManager>().CreateNewKey(now, now.AddDays(LifetimeDays));
            await using var db = await services.GetRequiredService<IDbContextFactory<ChatbotDb>>().CreateDbContextAsync(cancellationToken);
            await services.GetRequiredService<AuditTrail>().RecordAsync(db, Storeroom.Actor, "key added", $"{key.KeyId}", "", cancellationToken);
            Console.WriteLine($"{key.KeyId} was added. Back up the ring, restart the service so that it seals with the new key, then run: keys rewrap");
            return 0;
        });
        return command;
    }

    private static Command Rewrap()
    {
        var command = new Command("rewrap", "Wrap every request's own key by the ring's newest key, so that the older ones are not needed any more. Restart the service after keys rotate first.");
        command.SetAction(async (_, cancellationToken) =>
        {
            await using var services = Storeroom.Open();
            var seal = services.GetRequiredService<RecordSeal>();
            await using var db = await services.GetRequiredService<IDbContextFactory<ChatbotDb>>().CreateDbContextAsync(cancellationToken);
            var newest = seal.Close([], "").KeyId;
            var count = 0;
            while (true)
            {
                var rows = await db.ContactRequests.Where(row => row.KeyId != newest && row.KeyId != "").OrderBy(row => row.Reference).Take(Batch).ToListAsync(cancellationToken);
                var notes = await db.ContactNotes.Where(row => row.KeyId != newest).OrderBy(row => row.Id).Take(Batch).ToListAsync(cancellationToken);
                if (rows.Count + notes.Count == 0)
                    break;
                foreach (var row in rows)
                    (row.WrappedKey, row.KeyId) = seal.Rewrap(row.WrappedKey);
                foreach (var note in notes)
                    (note.WrappedKey, note.KeyId) = seal.Rewrap(note.WrappedKey);
                await db.SaveChangesAsync(cancellationToken);
                count += rows.Count + notes.Count;
                db.ChangeTracker.Clear();
                await Console.Error.WriteLineAsync($"{count} …");
            }

            await services.GetRequiredService<AuditTrail>().RecordAsync(db, Storeroom.Actor, "keys rewrapped", newest, $"{count}", cancellationToken);
            Console.WriteLine($"{count} records are now opened by {newest}.");
            return 0;
        });
        return command;
    }
}
