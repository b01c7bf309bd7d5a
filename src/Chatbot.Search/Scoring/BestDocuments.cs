namespace Chatbot.Search;

/// <summary>Keeps the best of the documents offered, which come in order: of equal scores the earlier document stays.</summary>
internal sealed class BestDocuments(int top)
{
    private readonly int[] _documents = new int[top];
    private readonly int[] _scores = new int[top];

    public int Top => top;

    public int Count { get; private set; }

    /// <summary>Best first.</summary>
    public ReadOnlySpan<int> Documents => _documents.AsSpan(0, Count);

    /// <summary>Parallel to <see cref="Documents"/>.</summary>
    public ReadOnlySpan<int> Scores => _scores.AsSpan(0, Count);

    /// <summary>A lower score need not be offered. Starts from a score that enough documents are known to have, 1 at least.</summary>
    public int Floor { get; private set; } = 1;

    public void Expect(int score) => Floor = Math.Max(Floor, score);

    /// <param name="document">Above all that were offered before.</param>
    /// <param name="score">At least <see cref="Floor"/>.</param>
    public void Take(int document, int score)
    {
        var at = Count < top ? Count++ : Count - 1;
        while (at > 0 && _scores[at - 1] < score)
        {
            (_scores[at], _documents[at]) = (_scores[at - 1], _documents[at - 1]);
            at--;
        }

        (_scores[at], _documents[at]) = (score, document);
        if (Count == top)
            Floor = Math.Max(Floor, _scores[^1] + 1);
    }
}
