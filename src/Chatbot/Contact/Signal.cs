namespace Chatbot.Contact;

/// <summary>Wakes one waiter; set twice before it looks, it wakes once.</summary>
internal sealed class Signal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);
    private readonly Lock _gate = new();

    public void Set()
    {
        lock (_gate)
        {
            if (_set.CurrentCount == 0)
                _set.Release();
        }
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _set.WaitAsync(atMost, cancellationToken);

    public void Dispose() => _set.Dispose();
}
