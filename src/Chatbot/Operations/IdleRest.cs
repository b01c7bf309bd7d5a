using Chatbot.Conversations;
using Chatbot.Knowledge;

namespace Chatbot.Operations;

/// <summary>
/// Gives memory back when nobody has asked for some seconds: the pages of the encoder's weights, and what the answers left
/// behind; the first time also the code that only the start has run. A small clinic's service shares its machine and is idle
/// most of the day.
/// </summary>
internal sealed class IdleRest(Turn turn, TimeProvider clock, Action<bool> rest) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private long _seen = -1;
    private long _rested = -1;

    public IdleRest(Turn turn, TimeProvider clock)
        : this(turn, clock, Rest)
    {
    }

    /// <summary>Rests once when no message has come since the last look.</summary>
    internal void Look()
    {
        var taken = turn.Taken;
        if (taken == _seen && taken != _rested)
        {
            rest(_rested < 0);
            _rested = taken;
        }

        _seen = taken;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Code that answers have run is kept: reading it again would cost the next visitor more than it saves.</summary>
    private static void Rest(bool first)
    {
        SharedEncoder.Instance?.GiveBack();
        if (first)
            FilePages.GiveBack();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
