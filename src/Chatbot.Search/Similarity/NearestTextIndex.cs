namespace Chatbot.Search;

/// <summary>A text of the index that is like the one asked for.</summary>
/// <param name="Entry">In the order of addition, from 0.</param>
/// <param name="Label">What the caller gave it.</param>
/// <param name="Similarity">0 to 1.</param>
public readonly record struct NearestText(int Entry, int Label, double Similarity);

/// <summary>Collects texts and builds an immutable index of them.</summary>
public sealed class NearestTextIndexBuilder
{
    private readonly List<string> _texts = [];
    private readonly List<int> _labels = [];

    /// <exception cref="InvalidOperationException">There are 65,536 texts already.</exception>
    public void Add(string text, int label)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_texts.Count == FeatureSpace.MostTexts)
            throw new InvalidOperationException($"An index holds at most {FeatureSpace.MostTexts} texts");
        _texts.Add(TextFeatures.Normalise(text));
        _labels.Add(label);
    }

    /// <summary>Both kinds of features at the same time: this is most of a service's start.</summary>
    public NearestTextIndex Build()
    {
        var words = Task.Run(() => FeatureSpace.Build(_texts, TextFeatures.Words));
        var grams = FeatureSpace.Build(_texts, TextFeatures.Grams);
        return new NearestTextIndex([.. _labels], words.GetAwaiter().GetResult(), grams);
    }
}

/// <summary>
/// Likeness of short texts: the mean of two TF-IDF cosines, one over words and word pairs, one over character n-grams
/// (which see through spelling and endings).
/// </summary>
public sealed class NearestTextIndex
{
    private const double WordShare = 0.5;

    private readonly int[] _labels;
    private readonly FeatureSpace _words;
    private readonly FeatureSpace _grams;

    internal NearestTextIndex(int[] labels, FeatureSpace words, FeatureSpace grams) => (_labels, _words, _grams) = (labels, words, grams);

    public int Count => _labels.Length;

    /// <summary>The likeness with every text, 0 to 1, by entry.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="likeness">Receives <see cref="Count"/> numbers.</param>
    public void Likeness(string text, float[] likeness)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(likeness);
        if (likeness.Length < Count)
            throw new ArgumentException($"There is room for {likeness.Length} of {Count} numbers", nameof(likeness));
        var normal = TextFeatures.Normalise(text);
        Array.Clear(likeness);
        _words.AddCosines(normal, (float)WordShare, likeness);
        _grams.AddCosines(normal, (float)(1 - WordShare), likeness);
    }

    /// <summary>The most like texts, best first, ties in the order of addition.</summary>
    public IReadOnlyList<NearestText> Nearest(string text, int top)
    {
        var scores = new float[Count];
        Likeness(text, scores);
        var queue = new PriorityQueue<int, (float Score, int Late)>();
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] <= 0)
                continue;
            if (queue.Count < top)
                queue.Enqueue(i, (scores[i], -i));
            else
                queue.EnqueueDequeue(i, (scores[i], -i));
        }

        var nearest = new List<NearestText>(queue.Count);
        while (queue.TryDequeue(out var entry, out var priority))
            nearest.Add(new NearestText(entry, _labels[entry], Math.Min(1, priority.Score)));
        nearest.Reverse();
        return nearest;
    }
}
