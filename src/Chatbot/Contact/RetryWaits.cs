namespace Chatbot.Contact;

/// <summary>How long to wait before a notice is sent again: 5 s, 10 s, 20 s … doubling up to an hour, for 72 hours.</summary>
internal static class RetryWaits
{
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(72);

    private const int MaxDoublings = 20;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <param name="attempts">How many were made, 1 or more.</param>
    public static TimeSpan After(int attempts)
    {
        var wait = First * (1 << Math.Min(attempts - 1, MaxDoublings));
        return wait < Longest ? wait : Longest;
    }
}
