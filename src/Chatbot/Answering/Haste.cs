namespace Chatbot.Answering;

/// <summary>
/// Whether requests pile up, or share the processors with too many others: then each of them gets the faster answer by words.
/// Lasts half a second longer, since a crowd does not end with the first moment in which nobody waits; what is worked out anew
/// in every such moment keeps the others waiting.
/// </summary>
/// <param name="clock">The process's.</param>
/// <param name="waiting">How many work items wait for a thread; null for the thread pool's.</param>
internal sealed class Haste(TimeProvider clock, Func<long>? waiting = null)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromMilliseconds(500);
    private static readonly int MostWaiting = 4 * Environment.ProcessorCount;

    private readonly Func<long> _waiting = waiting ?? (() => ThreadPool.PendingWorkItemCount);
    private long _seen;

    /// <summary>So many texts are worked out at a time without haste.</summary>
    public static int MostWorking { get; } = 2 * Environment.ProcessorCount;

    /// <param name="working">Texts that are worked out at the moment.</param>
    public bool IsOn(int working)
    {
        if (working <= MostWorking && _waiting() <= MostWaiting)
            return Volatile.Read(ref _seen) is not 0 and var seen && clock.GetElapsedTime(seen) < Lasts;
        Volatile.Write(ref _seen, clock.GetTimestamp());
        return true;
    }
}
