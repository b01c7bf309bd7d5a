using System.Globalization;
using System.Runtime.InteropServices;

namespace Chatbot.Operations;

/// <summary>
/// Gives the pages of mapped files back to the operating system: mostly code of libraries that only the start has run. What
/// is needed again is read from the file again.
/// </summary>
internal static class FilePages
{
    /// <summary>MADV_PAGEOUT of Linux 5.4 and later. Unlike MADV_DONTNEED it keeps pages that were written to.</summary>
    private const int PageOut = 21;

    /// <summary>Gives back what is mapped from files and not writable.</summary>
    /// <returns>How many mappings took the advice; 0 where the system does not know it.</returns>
    public static int GiveBack()
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        var given = 0;
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            if (FileRange(line) is (var start, var length) && Advise(start, length, PageOut) == 0)
                given++;
        }

        return given;
    }

    /// <summary>Start and length in bytes, if the line of /proc/self/maps names a file and pages that nobody writes to.</summary>
    internal static (nint Start, nuint Length)? FileRange(string line)
    {
        // 7f2c8a200000-7f2c8a9d1000 r-xp 00000000 fe:00 402 /usr/share/dotnet/...; devices and memory of the process have no such path.
        var parts = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 6 || parts[1] is not ['r', '-', ..] || !parts[5].StartsWith('/') || IsNoFile(parts[5]))
            return null;
        var bounds = parts[0].Split('-');
        var start = nint.Parse(bounds[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (start, (nuint)(nint.Parse(bounds[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) - start));
    }

    private static bool IsNoFile(string path) =>
        path.StartsWith("/memfd:", StringComparison.Ordinal) || path.StartsWith("/dev/", StringComparison.Ordinal);

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(nint start, nuint length, int advice);
}
