using Chatbot.Conversations;
using Chatbot.Knowledge;

namespace Chatbot.Operations;

/// <summary>
/// Gives memory back when nobody has asked for some seconds: the pages of the encoder's weights, and what the answers left
/// behind. A small clinic's service shares its machine and is idle most of the day.
/// </summary>
internal sealed class IdleRest(Turn turn, TimeProvider clock, Action rest) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    public IdleRest(Turn turn, TimeProvider clock)
        : this(turn, clock, Rest)
    {
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start itself leaves something behind too.
        var (seen, rested) = (turn.Taken, -1L);
        using var timer = new PeriodicTimer(Look, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var taken = turn.Taken;
                if (taken == seen && taken != rested)
                {
                    rest();
                    rested = taken;
                }

                seen = taken;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private static void Rest()
    {
        SharedEncoder.Instance?.GiveBack();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
