namespace Chatbot.Storage;

/// <summary>
/// SQLite has one write lock and keeps no queue for it: who waits looks again now and then, and can miss it for seconds
/// while conversations take it again and again. Who needs it for something else says so here, and conversations make room.
/// </summary>
internal static class WriteLock
{
    private static int s_wanted;

    /// <summary>True while somebody in this process waits for the lock.</summary>
    public static bool Wanted => Volatile.Read(ref s_wanted) > 0;

    /// <summary>Does <paramref name="take"/>, which needs the lock; until it ends the lock counts as wanted.</summary>
    public static async Task<T> WantAsync<T>(Func<Task<T>> take)
    {
        Interlocked.Increment(ref s_wanted);
        try
        {
            return await take();
        }
        finally
        {
            Interlocked.Decrement(ref s_wanted);
        }
    }
}
