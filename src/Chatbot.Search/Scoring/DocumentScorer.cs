namespace Chatbot.Search;

/// <summary>Finds the best documents of a sum of posting lists, in the way that suits how many there are and how many are wanted.</summary>
internal static class DocumentScorer
{
    /// <summary>
    /// With fewer documents every list is added up, which costs less than deciding what to skip: where
    /// <c>tests/bench/search/run --scorers</c> finds the two equal for ten documents. With a hundred wanted the floor is lower
    /// and no size was found from which skipping pays.
    /// </summary>
    public const int PlainBelow = 1 << 17;

    /// <summary>Whether the best few of so many documents are found by skipping.</summary>
    public static bool Skips(int documents) => documents >= PlainBelow;

    /// <param name="lists">One for each word and field.</param>
    /// <param name="documents">How many there are.</param>
    /// <param name="top">How many to find at most.</param>
    /// <param name="scale">On which no sum of the lists exceeds an int.</param>
    /// <param name="skip">True to skip what cannot matter, false not to; null decides by the number of documents and of those wanted.</param>
    public static BestDocuments Find(List<PostingList> lists, int documents, int top, Scale scale, bool? skip = null)
    {
        var best = new BestDocuments(Math.Min(top, documents));
        if (top > 0 && lists.Count > 0)
        {
            // Nothing below what the tenth best posting of a single list reaches is among ten.
            if (top <= FieldPostings.Best)
            {
                foreach (var list in lists)
                    best.Expect(scale.ToUnits(list.LeastOfBest));
            }

            if (skip ?? (top <= FieldPostings.Best && Skips(documents)))
                SkippingScorer.Score(lists, documents, best, scale);
            else
                PlainScorer.Score(lists, documents, best, scale);
        }

        return best;
    }
}
