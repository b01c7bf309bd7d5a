using System.CommandLine;
using Chatbot.Storage;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Commands;

/// <summary><c>backup create | verify | restore</c>, for the embedded database. PostgreSQL has its own tools: docs/operations.md.</summary>
internal static class BackupCommand
{
    public static Command Create() => new("backup", "Back up, verify and restore the storage folder; while the service runs.") { CreateOne(), Verify(), Restore() };

    private static Command CreateOne()
    {
        var target = new Argument<string>("folder") { Description = "A new folder." };
        var keys = new Option<string?>("--keys") { Description = "Write the key ring to this folder instead: who has database and keys can read every request." };
        var command = new Command("create", "Copy database and key ring, consistent while the service runs, with a manifest.") { target, keys };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = Storeroom.Open();
            try
            {
                var folder = Path.GetFullPath(parsed.GetValue(target)!);
                var manifest = await services.GetRequiredService<Backup>().CreateAsync(folder, parsed.GetValue(keys), Storeroom.Actor, cancellationToken);
                Console.WriteLine($"{folder}: {manifest.Rows["ContactRequests"]} requests, {manifest.Files.Count} files. Audit head {manifest.AuditHead}.");
                if (parsed.GetValue(keys) is null)
                    Console.WriteLine("The key ring is in it: keep it where only you can read it, or use --keys to write the ring elsewhere.");
                return 0;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                return await FailedAsync(fault);
            }
        });
        return command;
    }

    private static Command Verify()
    {
        var source = new Argument<string>("folder") { Description = "A backup." };
        var keys = KeysOption();
        var command = new Command("verify", "Restore a backup into a temporary folder and compare it with its manifest: files, rows, audit, and that every request opens.") { source, keys };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var manifest = await VerifyAsync(parsed.GetValue(source)!, parsed.GetValue(keys), cancellationToken);
                Console.WriteLine($"The backup of {manifest.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC is whole: {manifest.Rows["ContactRequests"]} requests, all of which open.");
                return 0;
            }
            catch (Exception fault) when (IsExpected(fault))
            {
                return await FailedAsync(fault);
            }
        });
        return command;
    }

    private static Command Restore()
    {
        var source = new Argument<string>("folder") { Description = "A backup." };
        var keys = KeysOption();
        var replace = new Option<bool>("--replace") { Description = "Move what is in the storage folder aside first." };
        var command = new Command("restore", "Verify a backup and put it into the storage folder. The service has to be stopped.") { source, keys, replace };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var from = parsed.GetValue(source)!;
                await VerifyAsync(from, parsed.GetValue(keys), cancellationToken);
                await using (var services = Storeroom.Build())
                {
                    var folder = services.GetRequiredService<StorageFolder>();
                    if (!services.GetRequiredService<StorageLock>().TryTakeAlone())
                        throw new IOException($"{folder.File("")} is in use. Stop the service first.");
                    if (File.Exists(folder.DatabaseFile) || Directory.Exists(folder.KeyFolder))
                    {
                        if (!parsed.GetValue(replace))
                            throw new IOException($"{folder.File("")} holds a database or keys already. Use --replace to move them aside, or set Storage:Folder to an empty folder.");
                        Console.WriteLine($"What was there is now in {folder.MoveAside(services.GetRequiredService<TimeProvider>().GetUtcNow())}.");
                    }

                    Backup.CopyInto(from, parsed.GetValue(keys), folder);
                }

                await using var restored = Storeroom.Open();
                await using var db = await restored.GetRequiredService<IDbContextFactory<ChatbotDb>>().CreateDbContextAsync(cancellationToken);
                await restored.GetRequiredService<AuditTrail>().RecordAsync(db, Storeroom.Actor, "backup restored", "", "", cancellationToken);
                Console.WriteLine("Restored. Start the service.");
                return 0;
            }
            catch (Exception fault) when (IsExpected(fault))
            {
                return await FailedAsync(fault);
            }
        });
        return command;
    }

    private static Option<string?> KeysOption() => new("--keys") { Description = "The folder of the key ring, when it is not in the backup." };

    private static bool IsExpected(Exception fault) => fault is IOException or InvalidDataException or UnauthorizedAccessException or StartRefusedException;

    private static async Task<BackupManifest> VerifyAsync(string source, string? keys, CancellationToken cancellationToken)
    {
        var manifest = await Backup.CheckFilesAsync(source, cancellationToken);
        var temporary = Directory.CreateTempSubdirectory("chatbot-verify-");
        try
        {
            await using (var copy = Storeroom.Build(temporary.FullName))
                Backup.CopyInto(source, keys, copy.GetRequiredService<StorageFolder>());
            await using var services = Storeroom.Open(temporary.FullName);
            await services.GetRequiredService<Backup>().CompareAsync(manifest, services.GetRequiredService<RecordSeal>(), cancellationToken);
            return manifest;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            temporary.Delete(recursive: true);
        }
    }

    private static async Task<int> FailedAsync(Exception fault)
    {
        await Console.Error.WriteLineAsync(fault.Message);
        return 1;
    }
}
