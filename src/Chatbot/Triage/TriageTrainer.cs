using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Chatbot.Search.Encoding;

namespace Chatbot.Triage;

/// <summary>
/// Trains <see cref="TriageModel"/>: multinomial logistic regression by AdaGrad over a fixed order of examples, each with
/// one misspelt copy. The same files give the same bytes.
/// </summary>
internal static class TriageTrainer
{
    /// <summary>In the folder <c>triage</c>: tells whether the models are those of the examples there.</summary>
    public const string SourceFile = "trained-from.sha256";

    private const int Passes = 20;
    private const float Rate = 0.35f;
    private const float Shrink = 1e-4f;
    private const int Seed = 20261124;
    private const int FewestMessages = 2;

    /// <summary>
    /// Trains on the knowledge folder's examples and writes <c>triage/model.bin</c>, with an encoder <c>triage/sentences.bin</c>,
    /// and in <see cref="SourceFile"/> what both were trained from. Returns the model.
    /// </summary>
    public static TriageModel Train(string knowledgeFolder, ITextEncoder? encoder)
    {
        var lexicon = TriageLexicon.Load(Path.Combine(knowledgeFolder, "triage"));
        var examples = TriageExample.Load(knowledgeFolder, lexicon);
        if (encoder is not null)
            SentenceTrainer.Train(Path.Combine(knowledgeFolder, "triage", "sentences.bin"), examples, lexicon, encoder);
        var model = Fit(examples, lexicon);
        model.Save(Path.Combine(knowledgeFolder, "triage", "model.bin"));
        File.WriteAllText(Path.Combine(knowledgeFolder, "triage", SourceFile), SourceOf(examples, lexicon) + "\n");
        return model;
    }

    /// <summary>SHA-256 of the examples as training reads them, in hexadecimal: it changes with a message, a weight, a concept, a spelling.</summary>
    public static string SourceOf(IReadOnlyList<TriageExample> examples, TriageLexicon lexicon)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var example in examples)
        {
            var read = lexicon.ModelText(lexicon.Read(example.Text));
            hash.AppendData(Encoding.UTF8.GetBytes($"{string.Join(' ', read.Words)}\t{string.Join(' ', read.Concepts)}\t{example.Class}\t{example.TrainingWeight.ToString("R", CultureInfo.InvariantCulture)}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Trains on the given examples.</summary>
    public static TriageModel Fit(IReadOnlyList<TriageExample> examples, TriageLexicon lexicon)
    {
        var random = new Random(Seed);
        var texts = new List<(ModelText Words, TriageClass Class, float Weight)>(examples.Count * 2);
        foreach (var example in examples)
        {
            var weight = example.TrainingWeight;
            texts.Add((lexicon.ModelText(lexicon.Read(example.Text)), example.Class, weight));
            texts.Add((lexicon.ModelText(lexicon.Read(Misspelt(example.Text, random))), example.Class, weight * 0.4f));
        }

        var model = Blank(texts.ConvertAll(text => text.Words));
        var weights = Descend(model, texts, random);
        return Quantise(model, weights);
    }

    private static TriageModel Blank(List<ModelText> texts)
    {
        var counts = new Dictionary<uint, int>();
        foreach (var text in texts)
        {
            foreach (var hash in TextHashes.Words(text.Words).Concat(TextHashes.Characters(text.Words)).Concat(TextHashes.Concepts(text.Concepts)).Distinct())
                CollectionsMarshal.GetValueRefOrAddDefault(counts, hash, out _)++;
        }

        var kept = counts.Where(pair => pair.Value >= FewestMessages).OrderBy(pair => pair.Key).ToList();
        var idf = kept.Select(pair => TriageModel.QuantiseIdf(1 + Math.Log((1.0 + texts.Count) / (1.0 + pair.Value)))).ToArray();
        return new TriageModel(MemoryMarshal.Cast<uint, sbyte>(kept.Select(pair => pair.Key).ToArray()).ToArray(), idf, default, new float[TriageModel.Classes], new float[TriageModel.Classes]);
    }

    private static Fitted Descend(TriageModel model, List<(ModelText Words, TriageClass Class, float Weight)> texts, Random random)
    {
        const int classes = TriageModel.Classes;
        var vectors = texts.ConvertAll(text => model.Vector(text.Words));
        var fitted = new Fitted(new float[model.Features * classes], new float[classes]);
        var squares = new float[fitted.Weights.Length];
        var order = Enumerable.Range(0, texts.Count).ToArray();
        Span<float> scores = stackalloc float[classes];
        for (var pass = 0; pass < Passes; pass++)
        {
            random.Shuffle(order);
            foreach (var i in order)
            {
                fitted.Bias.CopyTo(scores);
                foreach (var (row, value) in vectors[i])
                {
                    for (var c = 0; c < classes; c++)
                        scores[c] += value * fitted.Weights[(row * classes) + c];
                }

                TriageModel.SoftMax(scores);
                scores[(int)texts[i].Class] -= 1;
                for (var c = 0; c < classes; c++)
                {
                    scores[c] *= texts[i].Weight;
                    fitted.Bias[c] -= 0.01f * scores[c];
                }

                foreach (var (row, value) in vectors[i])
                {
                    for (var c = 0; c < classes; c++)
                    {
                        var at = (row * classes) + c;
                        var slope = (scores[c] * value) + (Shrink * fitted.Weights[at]);
                        squares[at] += slope * slope;
                        fitted.Weights[at] -= Rate * slope / (MathF.Sqrt(squares[at]) + 1e-6f);
                    }
                }
            }
        }

        return fitted;
    }

    /// <summary>Every feature stays: leaving out those that can move least, down to 88,000, cost 20 points of unseen crisis messages.</summary>
    private static TriageModel Quantise(TriageModel model, Fitted fitted)
    {
        const int classes = TriageModel.Classes;
        var scale = new float[classes];
        for (var at = 0; at < fitted.Weights.Length; at++)
            scale[at % classes] = MathF.Max(scale[at % classes], MathF.Abs(fitted.Weights[at]) / sbyte.MaxValue);
        var weights = new sbyte[fitted.Weights.Length];
        for (var at = 0; at < weights.Length; at++)
            weights[at] = (sbyte)MathF.Round(fitted.Weights[at] / scale[at % classes]);
        return model.With(weights, fitted.Bias, scale);
    }

    /// <summary>One or two words of four letters or more with two neighbours swapped or one letter left out.</summary>
    private static string Misspelt(string text, Random random)
    {
        var words = text.Split(' ');
        for (var n = 0; n < 2; n++)
        {
            var at = random.Next(words.Length);
            var word = words[at];
            if (word.Length < 4)
                continue;
            var letter = random.Next(1, word.Length - 1);
            words[at] = random.Next(2) == 0
                ? word.Remove(letter, 1)
                : string.Concat(word.AsSpan(0, letter), word.AsSpan(letter + 1, 1), word.AsSpan(letter, 1), word.AsSpan(letter + 2));
        }

        return string.Join(' ', words);
    }

    private sealed record Fitted(float[] Weights, float[] Bias);
}
