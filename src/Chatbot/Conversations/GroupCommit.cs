using System.Data.Common;
using System.Threading.Channels;
using Chatbot.Storage;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Conversations;

/// <summary>
/// Commits exchanges of many conversations together. Each caller waits until its own is on the disk; under load one wait
/// for the disk serves all that came in meanwhile.
/// </summary>
internal sealed class GroupCommit(IDbContextFactory<ChatbotDb> databases, TimeProvider clock) : IAsyncDisposable
{
    private const int MaxTogether = 256;

    /// <summary>SQLite has one writer at a time and keeps no queue: this gap lets a contact request in while conversations are busy.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(1);

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(10_000) { SingleReader = true });
    private readonly Lock _starting = new();
    private Task? _writing;

    /// <summary>True when it is committed; false when something of it was there already. Throws <see cref="DbException"/> when it cannot be stored.</summary>
    public async Task<bool> StoreAsync(ExchangeToStore exchange)
    {
        lock (_starting)
            _writing ??= Task.Run(WriteAsync);
        var waiting = new Waiting(exchange, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _waiting.Writer.WriteAsync(waiting);
        return await waiting.Done.Task;
    }

    /// <summary>Ends when all that was handed in is committed.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        if (_writing is { } writing)
            await writing;
    }

    private async Task WriteAsync()
    {
        ConversationTables? tables = null;
        var together = new List<Waiting>(MaxTogether);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (together.Count < MaxTogether && _waiting.Reader.TryRead(out var next))
                together.Add(next);
            tables = await CommitAsync(tables, together);
            together.Clear();
            if (_waiting.Reader.Count > 0)
                await Task.Delay(Gap, clock);
        }

        tables?.Dispose();
    }

    /// <summary>The tables to go on with; null after a fault, which may lie in the connection.</summary>
    private async Task<ConversationTables?> CommitAsync(ConversationTables? tables, List<Waiting> together)
    {
        try
        {
            tables ??= await ConversationTables.OpenAsync(databases, CancellationToken.None);
            var stored = tables.Store([.. together.Select(waiting => waiting.Exchange)]);
            for (var i = 0; i < stored.Length; i++)
                together[i].Done.SetResult(stored[i]);
            return tables;
        }
#pragma warning disable CA1031 // Whatever it is, it belongs to those who wait; this loop has to live on for the next ones.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            tables?.Dispose();
            foreach (var waiting in together)
                waiting.Done.TrySetException(fault);
            return null;
        }
    }

    private sealed record Waiting(ExchangeToStore Exchange, TaskCompletionSource<bool> Done);
}
