using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Chatbot.Tests.Support;

/// <summary>The built service as a process of its own, on a free loopback port, with a storage folder of its own.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly List<string> _output = [];
    private readonly Process _process;

    private ServiceProcess(string storageFolder, int port, IReadOnlyDictionary<string, string>? settings)
    {
        StorageFolder = storageFolder;
        Address = new Uri($"http://127.0.0.1:{port}");
        var start = new ProcessStartInfo("dotnet", [typeof(Chatbot.Knowledge.Library).Assembly.Location])
        {
            WorkingDirectory = Repository.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = Address.ToString();
        start.Environment["Storage__Folder"] = storageFolder;
        // Every test comes from one address.
        start.Environment["Contact__RequestsPerHour"] = "1000000";
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string StorageFolder { get; }

    public Uri Address { get; }

    public int Id => _process.Id;

    /// <summary>Everything that the service wrote to its console.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return string.Join('\n', _output);
        }
    }

    public static string NewFolder() => Directory.CreateTempSubdirectory("chatbot-test-").FullName;

    /// <summary>Starts the service and waits until it answers.</summary>
    public static async Task<ServiceProcess> StartAsync(string? storageFolder = null, int? port = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        var service = new ServiceProcess(storageFolder ?? NewFolder(), port ?? FreePort(), settings);
        using var http = new HttpClient { BaseAddress = service.Address };
        var started = Stopwatch.StartNew();
        while (started.Elapsed < Patience && !service._process.HasExited)
        {
            try
            {
                using var response = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (response.IsSuccessStatusCode)
                    return service;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(20);
            }
        }

        service.Dispose();
        throw new InvalidOperationException($"The service did not start:\n{service.Output}");
    }

    /// <summary>Starts the service where it is expected to refuse; its exit code and output.</summary>
    public static async Task<(int ExitCode, string Output)> RunToExitAsync(string? storageFolder = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        using var service = new ServiceProcess(storageFolder ?? NewFolder(), FreePort(), settings);
        using var patience = new CancellationTokenSource(Patience);
        await service._process.WaitForExitAsync(patience.Token);
        return (service._process.ExitCode, service.Output);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        lock (_output)
            _output.Add(line.Data);
    }
}
