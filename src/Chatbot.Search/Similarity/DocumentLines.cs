namespace Chatbot.Search;

/// <summary>Which lines stand in which document's first field; equal lines have one number.</summary>
internal sealed class DocumentLines(int[] offsets, int[] lines)
{
    public ReadOnlySpan<int> this[int document] => lines.AsSpan(offsets[document]..offsets[document + 1]);
}
