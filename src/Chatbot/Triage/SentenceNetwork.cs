using System.Numerics;

namespace Chatbot.Triage;

/// <summary>
/// One hidden layer of rectified units over a sentence vector, then a softmax over the classes. A layer between tells apart
/// what a plane through the vectors cannot: where two signs mean danger only together, or only apart.
/// </summary>
internal sealed class SentenceNetwork(int inputs, int hidden, int classes)
{
    /// <summary>The encoder's vectors have length 1; over 512 numbers that is little, and training would crawl.</summary>
    public const float InputScale = 8;

    public int Inputs => inputs;

    public int Hidden => hidden;

    public int Classes => classes;

    /// <summary>hidden x inputs, by rows.</summary>
    public float[] Inner { get; } = new float[hidden * inputs];

    public float[] InnerBias { get; } = new float[hidden];

    /// <summary>classes x hidden, by rows.</summary>
    public float[] Outer { get; } = new float[classes * hidden];

    public float[] OuterBias { get; } = new float[classes];

    /// <summary>One that has only what follows the hidden units.</summary>
    public static SentenceNetwork OuterOnly(int hidden, int classes) => new(0, hidden, classes);

    /// <summary>The probability of each class; they sum to 1.</summary>
    /// <param name="vector">Of unit length, as the encoder gives it.</param>
    public float[] Judge(ReadOnlySpan<float> vector)
    {
        Span<float> units = stackalloc float[hidden];
        for (var unit = 0; unit < hidden; unit++)
            units[unit] = Unit(unit, vector);
        var scores = new float[classes];
        Scores(units, scores);
        return scores;
    }

    /// <summary>What a hidden unit makes of a vector; 0 or more.</summary>
    public float Unit(int unit, ReadOnlySpan<float> vector) =>
        MathF.Max(0, InnerBias[unit] + (InputScale * Dot(vector, Inner.AsSpan(unit * inputs, inputs))));

    /// <summary>From what the hidden units say to probabilities.</summary>
    public void Scores(ReadOnlySpan<float> units, Span<float> scores)
    {
        for (var c = 0; c < classes; c++)
            scores[c] = OuterBias[c] + Dot(units, Outer.AsSpan(c * hidden, hidden));
        TriageModel.SoftMax(scores);
    }

    /// <summary>How a hidden unit's score changes with the vector: what its slope is multiplied with.</summary>
    public static void AddSlope(Span<float> slopes, ReadOnlySpan<float> vector, float slope)
    {
        slope *= InputScale;
        var at = 0;
        for (; at <= slopes.Length - Vector<float>.Count; at += Vector<float>.Count)
            (new Vector<float>(slopes[at..]) + (new Vector<float>(vector[at..]) * slope)).CopyTo(slopes[at..]);
        for (; at < slopes.Length; at++)
            slopes[at] += vector[at] * slope;
    }

    private static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sums = Vector<float>.Zero;
        var at = 0;
        for (; at <= left.Length - Vector<float>.Count; at += Vector<float>.Count)
            sums += new Vector<float>(left[at..]) * new Vector<float>(right[at..]);
        var sum = Vector.Sum(sums);
        for (; at < left.Length; at++)
            sum += left[at] * right[at];
        return sum;
    }
}
