using Chatbot.Search.Encoding;

namespace Chatbot.Triage;

/// <summary>
/// Trains <see cref="SentenceVote"/>: multinomial logistic regression by AdaGrad over a fixed order of examples. The same files
/// give the same bytes on processors that add floats in the same order.
/// </summary>
internal static class SentenceTrainer
{
    private const int Passes = 16;
    private const float Rate = 0.2f;
    private const float BiasRate = 0.02f;
    private const float Shrink = 1e-5f;
    private const int Seed = 20261125;

    /// <summary>Encodes the examples and writes their weights.</summary>
    public static void Train(string file, IReadOnlyList<TriageExample> examples, TriageLexicon lexicon, ITextEncoder encoder)
    {
        var (weights, bias) = Fit(examples, Encode(examples, lexicon, encoder));
        SentenceVote.Save(file, encoder, weights, bias);
    }

    /// <summary>The vector of each example, in their order.</summary>
    public static IReadOnlyList<float[]> Encode(IReadOnlyList<TriageExample> examples, TriageLexicon lexicon, ITextEncoder encoder) =>
        encoder.EncodeMany([.. examples.Select(example => SentenceVote.TextOf(lexicon.Read(example.Text).Words))]);

    /// <summary>Weights, class by class, and biases.</summary>
    public static (float[] Weights, float[] Bias) Fit(IReadOnlyList<TriageExample> examples, IReadOnlyList<float[]> vectors)
    {
        const int classes = TriageModel.Classes;
        var size = vectors[0].Length;
        var (weights, bias, squares) = (new float[classes * size], new float[classes], new float[classes * size]);
        var order = Enumerable.Range(0, examples.Count).ToArray();
        var random = new Random(Seed);
        Span<float> scores = stackalloc float[classes];
        for (var pass = 0; pass < Passes; pass++)
        {
            random.Shuffle(order);
            foreach (var i in order)
            {
                var vector = vectors[i];
                SentenceVote.Scores(weights, bias, vector, scores);
                scores[(int)examples[i].Class] -= 1;
                for (var c = 0; c < classes; c++)
                {
                    var slope = scores[c] * examples[i].TrainingWeight;
                    bias[c] -= BiasRate * slope;
                    for (var d = 0; d < size; d++)
                    {
                        var at = (c * size) + d;
                        var step = (slope * vector[d]) + (Shrink * weights[at]);
                        squares[at] += step * step;
                        weights[at] -= Rate * step / (MathF.Sqrt(squares[at]) + 1e-6f);
                    }
                }
            }
        }

        return (weights, bias);
    }
}
