using System.Runtime.InteropServices;

namespace Chatbot.Storage;

/// <summary>Small files that are there, whole, after a power cut once the call has returned.</summary>
internal static class DurableFile
{
    private const UnixFileMode OwnFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the folder, readable by this user only, when it is not there.</summary>
    public static void MakePrivateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else if (!Directory.Exists(folder))
            Directory.CreateDirectory(folder, OwnFolder);
    }

    /// <summary>Writes beside the target, waits for the disk, renames, and waits for the folder: whoever looks sees the whole file or none.</summary>
    public static void Write(string file, ReadOnlySpan<byte> content) => Write(file, content, overwrite: true);

    /// <summary>As <see cref="Write(string, ReadOnlySpan{byte})"/>, unless the file is there already: of two processes that start at once, one is first.</summary>
    public static void WriteOnce(string file, ReadOnlySpan<byte> content) => Write(file, content, overwrite: false);

    /// <summary>Copies a large file as <see cref="Write(string, ReadOnlySpan{byte})"/> writes a small one.</summary>
    public static void Copy(string source, string target)
    {
        var beside = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var from = File.OpenRead(source))
            using (var to = new FileStream(beside, Options()))
            {
                from.CopyTo(to);
                to.Flush(flushToDisk: true);
            }

            File.Move(beside, target, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }

        FlushFolder(Path.GetDirectoryName(target)!);
    }

    /// <summary>Waits until a file that another library wrote is on the disk.</summary>
    public static void Flush(string file)
    {
        using (var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite))
            stream.Flush(flushToDisk: true);
        FlushFolder(Path.GetDirectoryName(file)!);
    }

    private static void Write(string file, ReadOnlySpan<byte> content, bool overwrite)
    {
        var beside = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(beside, Options()))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, file, overwrite);
        }
        catch (IOException) when (!overwrite && File.Exists(file))
        {
            File.Delete(beside);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }

        FlushFolder(Path.GetDirectoryName(file)!);
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnFile;
        return options;
    }

    /// <summary>.NET opens no folders, so fsync(2) is called here; without it a new name may be gone after a power cut.</summary>
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = NativeMethods.Open(folder, flags: 0);
        if (handle < 0)
            throw new IOException($"{folder} cannot be opened (errno {Marshal.GetLastPInvokeError()}).");
        var result = NativeMethods.Fsync(handle);
        var error = Marshal.GetLastPInvokeError();
        _ = NativeMethods.Close(handle);
        if (result != 0)
            throw new IOException($"{folder} cannot be written to the disk (errno {error}).");
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Fsync(int handle);

        [DllImport("libc", EntryPoint = "close", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int handle);
    }
}
