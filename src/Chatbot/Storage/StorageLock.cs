namespace Chatbot.Storage;

/// <summary>
/// Says that the storage folder is in use, for as long as the process lives: services and commands share it, a restore
/// needs it alone.
/// </summary>
internal sealed class StorageLock(StorageFolder folder) : IDisposable
{
    private FileStream? _held;

    /// <summary>Throws <see cref="StartRefusedException"/> while a restore runs.</summary>
    public void Share()
    {
        try
        {
            _held ??= new FileStream(folder.File("in-use.lock"), FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
        }
        catch (IOException fault) when (File.Exists(folder.File("in-use.lock")))
        {
            throw new StartRefusedException($"{folder.File("")} is being restored from a backup. Wait until that is done, then start again.", fault);
        }
    }

    /// <summary>False while a service or a command uses the folder.</summary>
    public bool TryTakeAlone()
    {
        try
        {
            _held ??= new FileStream(folder.File("in-use.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose() => _held?.Dispose();
}
