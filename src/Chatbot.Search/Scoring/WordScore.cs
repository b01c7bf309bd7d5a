namespace Chatbot.Search;

/// <summary>
/// What a word gives a document in one field: impact times idf times weight of its best variant. The best counts, not the
/// sum, so that a passage that says the same thing in two words does not win by it.
/// </summary>
internal static class WordScore
{
    /// <param name="postings">The field.</param>
    /// <param name="word">The word.</param>
    /// <param name="weight">What a word counts in the field.</param>
    /// <param name="document">Ordinal.</param>
    /// <param name="shown">How the best variant is named; null when the word itself is best.</param>
    /// <returns>0 when the document holds no variant.</returns>
    public static float In(FieldPostings postings, PlannedWord word, double weight, int document, out string? shown)
    {
        shown = null;
        var best = word.Term < 0 ? 0 : postings.ImpactIn(word.Term, document) * Factor(postings, word.Term, weight);
        foreach (var variant in word.Variants)
        {
            var sum = 0f;
            foreach (var term in variant.Terms)
                sum += term < 0 ? 0 : postings.ImpactIn(term, document) * Factor(postings, term, weight * variant.Weight / variant.Terms.Length);
            if (sum > best)
                (best, shown) = (sum, variant.Shown);
        }

        return best;
    }

    /// <summary>What a term's impacts are multiplied with.</summary>
    public static float Factor(FieldPostings postings, int term, double weight) => (float)(weight * postings.Idf(term));
}
