using System.Net;
using System.Net.Sockets;

namespace Chatbot.BrowserTests;

/// <summary>A network between browser and service that can be cut, or fall silent as on a machine that sleeps.</summary>
internal sealed class Line : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _service;
    private readonly Lock _gate = new();
    private readonly List<TcpClient> _open = [];
    private TaskCompletionSource _flows = Done();
    private bool _cut;

    public Line(Uri service)
    {
        _service = service;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Every connection breaks, and no new one comes about.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _cut = true;
            Break();
        }
    }

    /// <summary>Connections stay, and nothing comes through any more.</summary>
    public void FallSilent()
    {
        lock (_gate)
            _flows = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Works again. What was silent is broken now, as after sleep.</summary>
    public void Mend()
    {
        lock (_gate)
        {
            Break();
            _cut = false;
            _flows.TrySetResult();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_gate)
        {
            Break();
            _flows.TrySetResult();
        }
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private void Break()
    {
        foreach (var client in _open)
            client.Dispose();
        _open.Clear();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = CarryAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception fault) when (fault is ObjectDisposedException or SocketException)
        {
            // Disposed.
        }
    }

    private async Task CarryAsync(TcpClient visitor)
    {
        using var service = new TcpClient();
        try
        {
            lock (_gate)
            {
                if (_cut)
                {
                    visitor.Dispose();
                    return;
                }

                _open.Add(visitor);
                _open.Add(service);
            }

            await service.ConnectAsync(_service.Host, _service.Port);
            await Task.WhenAny(CopyAsync(visitor.GetStream(), service.GetStream()), CopyAsync(service.GetStream(), visitor.GetStream()));
        }
        catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut, or the service is gone.
        }
        finally
        {
            visitor.Dispose();
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer) is > 0 and var count)
        {
            await _flows.Task;
            await to.WriteAsync(buffer.AsMemory(0, count));
        }
    }
}
