using System.Diagnostics;
using Chatbot.Tests.Support;

namespace Chatbot.FaultTests;

/// <summary>Debian's strace on a running service: sees, and makes fail, its system calls.</summary>
internal sealed class Strace : IDisposable
{
    private const int Interrupt = 2;

    private readonly Process _process;
    private readonly string _file;

    private Strace(Process process, string file) => (_process, _file) = (process, file);

    /// <summary>What was traced, once it is stopped.</summary>
    public string Log => File.ReadAllText(_file);

    public static async Task<Strace> AttachAsync(int id, params string[] arguments)
    {
        var file = Path.Combine(ServiceProcess.NewFolder(), "trace");
        var process = Process.Start(new ProcessStartInfo("strace", ["-f", "-o", file, "-p", $"{id}", .. arguments]) { RedirectStandardError = true, UseShellExecute = false })!;

        // It says so when it is attached, to each thread; the threads of a moment ago are enough.
        await process.StandardError.ReadLineAsync();
        _ = process.StandardError.ReadToEndAsync();
        return new Strace(process, file);
    }

    public async Task StopAsync()
    {
        _ = NativeMethods.Kill(_process.Id, Interrupt);
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static class NativeMethods
    {
        [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "kill")]
        [System.Runtime.InteropServices.DefaultDllImportSearchPaths(System.Runtime.InteropServices.DllImportSearchPath.SafeDirectories)]
        public static extern int Kill(int id, int signal);
    }
}
