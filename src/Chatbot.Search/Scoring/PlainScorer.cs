using System.Buffers;

namespace Chatbot.Search;

/// <summary>Adds up every list, one sum a document.</summary>
internal static class PlainScorer
{
    public static void Score(List<PostingList> lists, int documents, BestDocuments best, Scale scale)
    {
        var borrowed = ArrayPool<int>.Shared.Rent(documents);
        var sums = borrowed.AsSpan(0, documents);
        sums.Clear();
        foreach (var list in lists)
            list.Impacts.AddTo(list.Documents, list.Start, list.End, list.Factor * scale.Units, sums, 0);
        best.TakeAll(sums, 0);
        ArrayPool<int>.Shared.Return(borrowed);
    }
}
