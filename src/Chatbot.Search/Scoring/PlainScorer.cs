using System.Buffers;
using System.Runtime.CompilerServices;

namespace Chatbot.Search;

/// <summary>Adds up every list, one sum a document.</summary>
internal static class PlainScorer
{
    /// <summary>The sums of so many find room on the stack.</summary>
    private const int Few = 1 << 10;

    [SkipLocalsInit]
    public static void Score(List<PostingList> lists, int documents, BestDocuments best, Scale scale)
    {
        var borrowed = documents > Few ? ArrayPool<int>.Shared.Rent(documents) : null;
        var sums = borrowed is null ? stackalloc int[Few] : borrowed;
        sums = sums[..documents];
        sums.Clear();
        foreach (var list in lists)
            list.Impacts.AddTo(list.Documents, list.Start, list.End, list.Factor * scale.Units, sums, 0);
        best.TakeAll(sums, 0);
        if (borrowed is not null)
            ArrayPool<int>.Shared.Return(borrowed);
    }
}
