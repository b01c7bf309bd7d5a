using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Chatbot.Storage;

/// <summary>The folder that holds the database, the key ring and the signing key; made when it is not there, for this user only.</summary>
internal sealed class StorageFolder
{
    private readonly string _folder;

    public StorageFolder(IHostEnvironment environment, IOptions<StorageOptions> options)
    {
        _folder = Path.GetFullPath(Path.Combine(environment.ContentRootPath, options.Value.Folder));
        DurableFile.MakePrivateFolder(_folder);
    }

    public string DatabaseFile => File("chatbot.db");

    /// <summary>The keys that open what visitors typed. A backup without this folder is worthless.</summary>
    public string KeyFolder => File("keys");

    /// <summary>Waits at most three seconds for another writer.</summary>
    public string ConnectionString => new SqliteConnectionStringBuilder { DataSource = DatabaseFile, DefaultTimeout = DurableConnections.LockSeconds, ForeignKeys = true }.ToString();

    /// <summary>Moves database and keys into a new folder beside them, whose path it gives.</summary>
    public string MoveAside(DateTimeOffset now)
    {
        var aside = File($"before-restore-{now:yyyyMMdd-HHmmss}");
        DurableFile.MakePrivateFolder(aside);
        foreach (var file in Directory.EnumerateFiles(_folder, "chatbot.db*"))
            System.IO.File.Move(file, Path.Combine(aside, Path.GetFileName(file)));
        if (Directory.Exists(KeyFolder))
            Directory.Move(KeyFolder, Path.Combine(aside, "keys"));
        return aside;
    }

    public string File(string name) => Path.Combine(_folder, name);
}
