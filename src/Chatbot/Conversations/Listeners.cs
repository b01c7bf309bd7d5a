using System.Threading.Channels;

namespace Chatbot.Conversations;

/// <summary>Who waits for something new in a conversation. One that leaves is forgotten at once.</summary>
internal sealed class Listeners
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Listener>> _byConversation = new(StringComparer.Ordinal);

    /// <summary>How many listen, over all conversations.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _byConversation.Values.Sum(listeners => listeners.Count);
        }
    }

    public Listener Listen(string conversation)
    {
        var listener = new Listener(this, conversation);
        lock (_gate)
        {
            if (!_byConversation.TryGetValue(conversation, out var listeners))
                _byConversation[conversation] = listeners = [];
            listeners.Add(listener);
        }

        return listener;
    }

    public void Tell(string conversation)
    {
        lock (_gate)
        {
            if (_byConversation.TryGetValue(conversation, out var listeners))
                listeners.ForEach(listener => listener.Tell());
        }
    }

    private void Forget(Listener listener)
    {
        lock (_gate)
        {
            if (_byConversation.TryGetValue(listener.Conversation, out var listeners) && listeners.Remove(listener) && listeners.Count == 0)
                _byConversation.Remove(listener.Conversation);
        }
    }

    /// <summary>Listens from its making on: what is added before the first wait is not missed.</summary>
    internal sealed class Listener(Listeners all, string conversation) : IDisposable
    {
        // One signal is kept, however many come: the reader then reads everything there is.
        private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public string Conversation { get; } = conversation;

        /// <summary>Ends when something was added since the last wait.</summary>
        public async Task NextAsync(CancellationToken cancellationToken) => await _signal.Reader.ReadAsync(cancellationToken);

        public void Dispose() => all.Forget(this);

        internal void Tell() => _signal.Writer.TryWrite(true);
    }
}
