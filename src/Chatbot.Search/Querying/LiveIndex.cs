namespace Chatbot.Search;

/// <summary>
/// The index that is searched now. A new one is built off to the side and takes its place by one reference: who is
/// searching goes on in the old one, and nobody waits.
/// </summary>
public sealed class LiveIndex(SearchIndex first)
{
    private SearchIndex _current = first;

    /// <summary>Take it once for each question, so that all of an answer comes from one state.</summary>
    public SearchIndex Current => Volatile.Read(ref _current);

    /// <summary>Gives the index that was replaced.</summary>
    public SearchIndex Replace(SearchIndex next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return Interlocked.Exchange(ref _current, next);
    }
}
