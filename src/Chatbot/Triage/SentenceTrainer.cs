using Chatbot.Search.Encoding;

namespace Chatbot.Triage;

/// <summary>
/// Trains <see cref="SentenceNetwork"/> by Adam (Kingma and Ba, 2015) over a fixed order of examples. Units are trained side by
/// side and each adds up its own slopes in order, so the same files give the same bytes on any number of cores of one kind.
/// </summary>
internal static class SentenceTrainer
{
    private const int Hidden = 256;
    private const int Passes = 30;
    private const int Batch = 64;
    private const float Rate = 0.002f;

    /// <summary>Against learning by heart; as sklearn's alpha 0.03.</summary>
    private const float Shrink = 0.03f / Batch;

    private const int Seed = 20261126;

    /// <summary>One alone finds a few points more or less by the chance of where it began; their mean is steady. Four still moved by some messages in 700 from one training to the next.</summary>
    private const int Networks = 10;

    /// <summary>Encodes the examples and writes their weights.</summary>
    public static void Train(string file, IReadOnlyList<TriageExample> examples, TriageLexicon lexicon, ITextEncoder encoder)
    {
        var vectors = Encode(examples, lexicon, encoder);
        SentenceVote.Save(file, encoder, [.. Enumerable.Range(0, Networks).Select(number => Fit(examples, vectors, number))]);
    }

    /// <summary>The vector of each example, in their order.</summary>
    public static IReadOnlyList<float[]> Encode(IReadOnlyList<TriageExample> examples, TriageLexicon lexicon, ITextEncoder encoder) =>
        encoder.EncodeMany([.. examples.Select(example => SentenceVote.TextOf(lexicon.Read(example.Text).Words))]);

    /// <param name="examples">What to learn.</param>
    /// <param name="vectors">Of the examples, in their order.</param>
    /// <param name="number">Which of several: each begins somewhere else and sees the examples in another order.</param>
    public static SentenceNetwork Fit(IReadOnlyList<TriageExample> examples, IReadOnlyList<float[]> vectors, int number = 0)
    {
        var random = new Random(Seed + number);
        var network = Blank(vectors[0].Length, random);
        var (inner, innerBias, outer, outerBias) = (new Adam(network.Inner), new Adam(network.InnerBias), new Adam(network.Outer), new Adam(network.OuterBias));
        var order = Enumerable.Range(0, examples.Count).ToArray();
        var units = new float[Batch * Hidden];
        var scores = new float[Batch * network.Classes];
        var step = 0;
        for (var pass = 0; pass < Passes; pass++)
        {
            random.Shuffle(order);
            foreach (var batch in order.Chunk(Batch))
            {
                step++;
                Parallel.For(0, Hidden, unit =>
                {
                    for (var b = 0; b < batch.Length; b++)
                        units[(b * Hidden) + unit] = network.Unit(unit, vectors[batch[b]]);
                });
                for (var b = 0; b < batch.Length; b++)
                {
                    var own = scores.AsSpan(b * network.Classes, network.Classes);
                    network.Scores(units.AsSpan(b * Hidden, Hidden), own);
                    var example = examples[batch[b]];
                    own[(int)example.Class] -= 1;
                    foreach (ref var score in own)
                        score *= example.TrainingWeight / Batch;
                }

                Parallel.For(0, Hidden, unit => InnerSlopes(network, unit, batch, vectors, units, scores, inner, innerBias));
                for (var b = 0; b < batch.Length; b++)
                {
                    for (var c = 0; c < network.Classes; c++)
                    {
                        var score = scores[(b * network.Classes) + c];
                        outerBias.Slopes[c] += score;
                        for (var unit = 0; unit < Hidden; unit++)
                            outer.Slopes[(c * Hidden) + unit] += score * units[(b * Hidden) + unit];
                    }
                }

                Parallel.For(0, Hidden, unit => inner.Descend(unit * network.Inputs, network.Inputs, step, Shrink));
                innerBias.Descend(0, Hidden, step, 0);
                outer.Descend(0, network.Outer.Length, step, Shrink);
                outerBias.Descend(0, network.Classes, step, 0);
            }
        }

        return network;
    }

    /// <summary>How the loss of a batch changes with one unit's weights.</summary>
    private static void InnerSlopes(SentenceNetwork network, int unit, int[] batch, IReadOnlyList<float[]> vectors, float[] units, float[] scores, Adam inner, Adam bias)
    {
        var own = inner.Slopes.AsSpan(unit * network.Inputs, network.Inputs);
        for (var b = 0; b < batch.Length; b++)
        {
            if (units[(b * Hidden) + unit] <= 0)
                continue;
            var slope = 0f;
            for (var c = 0; c < network.Classes; c++)
                slope += scores[(b * network.Classes) + c] * network.Outer[(c * Hidden) + unit];
            bias.Slopes[unit] += slope;
            SentenceNetwork.AddSlope(own, vectors[batch[b]], slope);
        }
    }

    /// <summary>Small random weights (Glorot and Bengio, 2010).</summary>
    private static SentenceNetwork Blank(int inputs, Random random)
    {
        var network = new SentenceNetwork(inputs, Hidden, TriageModel.Classes);
        Fill(network.Inner, MathF.Sqrt(6f / (inputs + Hidden)));
        Fill(network.Outer, MathF.Sqrt(6f / (Hidden + network.Classes)));
        return network;

        void Fill(float[] weights, float bound)
        {
            foreach (ref var weight in weights.AsSpan())
                weight = ((2 * random.NextSingle()) - 1) * bound;
        }
    }

    /// <summary>Weights with the running means of their slopes and of the squares.</summary>
    private sealed class Adam(float[] weights)
    {
        private readonly float[] _means = new float[weights.Length];
        private readonly float[] _squares = new float[weights.Length];

        /// <summary>Of the batch at hand; emptied by <see cref="Descend"/>.</summary>
        public float[] Slopes { get; } = new float[weights.Length];

        public void Descend(int start, int length, int step, float shrink)
        {
            var rate = Rate * MathF.Sqrt(1 - MathF.Pow(0.999f, step)) / (1 - MathF.Pow(0.9f, step));
            for (var at = start; at < start + length; at++)
            {
                var slope = Slopes[at] + (shrink * weights[at]);
                _means[at] = (0.9f * _means[at]) + (0.1f * slope);
                _squares[at] = (0.999f * _squares[at]) + (0.001f * slope * slope);
                weights[at] -= rate * _means[at] / (MathF.Sqrt(_squares[at]) + 1e-8f);
                Slopes[at] = 0;
            }
        }
    }
}
