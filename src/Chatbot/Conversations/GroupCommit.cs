using System.Data.Common;
using System.Diagnostics;
using System.Threading.Channels;
using Chatbot.Storage;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Conversations;

/// <summary>
/// Commits exchanges of many conversations together. Each caller waits until its own is on the disk; under load one wait
/// for the disk serves all that came in meanwhile.
/// </summary>
internal sealed class GroupCommit(IDbContextFactory<ChatbotDb> databases) : IAsyncDisposable
{
    private const int MaxTogether = 256;

    /// <summary>How long the lock is left alone at a time.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Longest that conversations wait at a time for somebody of this process who wants the lock. It is theirs within a few
    /// milliseconds, except where the wish began before everything else was ready: the first contact request after a start
    /// spends most of half a second on code that is being compiled. Between two such waits there is one commit, so whoever
    /// wants the lock finds it free nearly always.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    /// <summary>Another process cannot say that it wants the lock: where it was held for most of such a stretch, there is a gap.</summary>
    private static readonly TimeSpan Stretch = TimeSpan.FromMilliseconds(8);

    /// <summary>The share of a stretch from which on nothing is left to others without a gap.</summary>
    private const double MostHeld = 0.75;

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
        var from = Stopwatch.GetTimestamp();
        var held = TimeSpan.Zero;
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (together.Count < MaxTogether && _waiting.Reader.TryRead(out var next))
                together.Add(next);
            var locked = Stopwatch.GetTimestamp();
            tables = await CommitAsync(tables, together);
            held += Stopwatch.GetElapsedTime(locked);
            together.Clear();
            var stretch = Stopwatch.GetElapsedTime(from);
            if (!await MakeRoomAsync(isDue: stretch >= Stretch && held > MostHeld * stretch) && stretch < Stretch)
                continue;
            from = Stopwatch.GetTimestamp();
            held = TimeSpan.Zero;
        }

        tables?.Dispose();
    }

    /// <summary>Leaves the write lock to who wants it. True when there was a gap.</summary>
    private static async Task<bool> MakeRoomAsync(bool isDue)
    {
        var from = Stopwatch.GetTimestamp();
        var gap = false;
        while ((isDue && !gap) || (WriteLock.Wanted && Stopwatch.GetElapsedTime(from) < Patience))
        {
            await Task.Delay(Gap, TimeProvider.System);
            gap = true;
        }

        return gap;
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
