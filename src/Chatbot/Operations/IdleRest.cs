using Chatbot.Conversations;
using Chatbot.Knowledge;

namespace Chatbot.Operations;

/// <summary>What has just come to an end.</summary>
internal enum RestAfter
{
    /// <summary>The start of the service.</summary>
    Start,

    /// <summary>The first answers, or none within the first seconds.</summary>
    FirstAnswers,

    /// <summary>More answers.</summary>
    Answers,
}

/// <summary>
/// Gives memory back: what the start left behind, as soon as the service has started; and when nobody has asked for some
/// seconds, the pages of the encoder's weights and what the answers left behind, the first time also the code that only the
/// start has run. A small clinic's service shares its machine and is idle most of the day.
/// </summary>
internal sealed class IdleRest(Turn turn, TimeProvider clock, IHostApplicationLifetime lifetime, Action<RestAfter> rest) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private long _seen = -1;
    private long _rested = -1;

    public IdleRest(Turn turn, TimeProvider clock, IHostApplicationLifetime lifetime)
        : this(turn, clock, lifetime, Rest)
    {
    }

    /// <summary>Rests once when no message has come since the last look.</summary>
    internal void Look()
    {
        var taken = turn.Taken;
        if (taken == _seen && taken != _rested)
        {
            rest(_rested < 0 ? RestAfter.FirstAnswers : RestAfter.Answers);
            _rested = taken;
        }

        _seen = taken;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not before: the start would wait for it.
        using var started = lifetime.ApplicationStarted.Register(() => rest(RestAfter.Start));
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
    private static void Rest(RestAfter what)
    {
        if (what is not RestAfter.Start)
            SharedEncoder.Instance?.GiveBack();
        if (what is RestAfter.FirstAnswers)
            FilePages.GiveBack();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
