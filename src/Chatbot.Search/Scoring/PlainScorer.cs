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
        {
            var factor = list.Factor * scale.Units;
            var documentsOfList = list.Documents.AsSpan(list.Start, list.Count);
            var impacts = list.Impacts.AsSpan(list.Start, documentsOfList.Length);
            for (var i = 0; i < documentsOfList.Length; i++)
                sums[documentsOfList[i]] += (int)(impacts[i] * factor);
        }

        var floor = best.Floor;
        for (var document = 0; document < sums.Length; document++)
        {
            if (sums[document] < floor)
                continue;
            best.Take(document, sums[document]);
            floor = best.Floor;
        }

        ArrayPool<int>.Shared.Return(borrowed);
    }
}
