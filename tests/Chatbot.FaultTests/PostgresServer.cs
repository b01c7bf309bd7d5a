using System.Diagnostics;
using Chatbot.Tests.Support;

namespace Chatbot.FaultTests;

/// <summary>Debian's PostgreSQL, started by the test on a free loopback port with a folder of its own.</summary>
internal sealed class PostgresServer : IDisposable
{
    private const string Programs = "/usr/lib/postgresql/15/bin";

    private readonly string _folder;

    private PostgresServer(string folder, int port) => (_folder, Port) = (folder, port);

    public int Port { get; }

    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=chatbot;Database=postgres";

    public static PostgresServer Start()
    {
        var parent = Directory.CreateTempSubdirectory("chatbot-pg-").FullName;
        var folder = Path.Combine(parent, "pg");
        Run("chmod", "755", parent);
        Run("install", "-d", "-o", "postgres", "-g", "postgres", "-m", "700", folder);
        Run("runuser", "-u", "postgres", "--", $"{Programs}/initdb", "-D", folder, "-A", "trust", "-U", "chatbot", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        var server = new PostgresServer(folder, ServiceProcess.FreePort());
        server.Open();
        return server;
    }

    public void Open() => Run("runuser", "-u", "postgres", "--", $"{Programs}/pg_ctl", "-D", _folder, "-w", "-l", $"{_folder}/log", "-o", $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder}", "start");

    /// <summary>As a crash would: no checkpoint, connections cut.</summary>
    public void Crash() => Run("runuser", "-u", "postgres", "--", $"{Programs}/pg_ctl", "-D", _folder, "-w", "-m", "immediate", "stop");

    public string Ask(string sql) => Run($"{Programs}/psql", "-h", "127.0.0.1", "-p", $"{Port}", "-U", "chatbot", "-d", "postgres", "-At", "-c", sql).Trim();

    /// <summary>As docs/operations.md says: the custom format.</summary>
    public void Dump(string file) => Run($"{Programs}/pg_dump", "-h", "127.0.0.1", "-p", $"{Port}", "-U", "chatbot", "-Fc", "-f", file, "postgres");

    public void Restore(string file) => Run($"{Programs}/pg_restore", "-h", "127.0.0.1", "-p", $"{Port}", "-U", "chatbot", "--clean", "--if-exists", "-d", "postgres", file);

    public void Dispose()
    {
        try
        {
            Crash();
        }
        catch (InvalidOperationException)
        {
            // It was stopped already.
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        // pg_ctl leaves the server behind with its own output: only psql's is read.
        var reads = program.EndsWith("psql", StringComparison.Ordinal);
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = reads, UseShellExecute = false, WorkingDirectory = "/" })!;
        var output = reads ? process.StandardOutput.ReadToEnd() : "";
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
