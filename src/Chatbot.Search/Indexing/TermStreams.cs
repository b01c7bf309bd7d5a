namespace Chatbot.Search;

/// <summary>The terms of each document's last field in their order, for what depends on where words stand. Immutable once built.</summary>
internal sealed class TermStreams(int[] terms, long[] offsets)
{
    /// <summary>Term numbers by position; <see cref="TermReader.StopWord"/> where a stop word stands.</summary>
    public ReadOnlySpan<int> this[int document] => terms.AsSpan((int)offsets[document], (int)(offsets[document + 1] - offsets[document]));
}
