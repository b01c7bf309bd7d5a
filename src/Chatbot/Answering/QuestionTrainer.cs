using Chatbot.Knowledge;
using Chatbot.Search.Encoding;
using Chatbot.Search.Learning;

namespace Chatbot.Answering;

/// <summary>
/// Learns from the questions of the knowledge which facts a question asks for, by kernel ridge regression: once over
/// likeness of words, once over likeness of meaning. The same files give the same bytes.
/// </summary>
internal static class QuestionTrainer
{
    private const float Ridge = 0.05f;

    /// <summary>What a fact counts that a question does not name first.</summary>
    private const float FurtherFact = 0.75f;

    public static ModelFile Train(Library library, ITextEncoder? encoder, TextWriter progress)
    {
        var asked = AskedText.Of(library);
        var classes = QuestionClasses.Of(library);
        progress.WriteLine($"{asked.Count} questions, {classes.Count} classes");
        return new ModelFile
        {
            Classes = classes.Names,
            Texts = [.. asked.Select(ModelFile.HashOf)],
            Words = Fit(WordKernel(asked, progress), asked, classes, "words", progress),
            Meaning = encoder is null
                ? TrainedVotes.Of(new float[asked.Count * classes.Count], classes.Count)
                : Fit(MeaningKernel(asked, encoder, progress), asked, classes, "meaning", progress),
        };
    }

    private static TrainedVotes Fit(float[] kernel, IReadOnlyList<AskedText> asked, QuestionClasses classes, string name, TextWriter progress)
    {
        progress.WriteLine($"{name}: solving");
        var votes = new float[asked.Count * classes.Count];
        for (var i = 0; i < asked.Count; i++)
        {
            var share = 1f;
            foreach (var number in classes.Of(asked[i]))
            {
                votes[(i * classes.Count) + number] = share;
                share = FurtherFact;
            }
        }

        KernelRidge.Solve(kernel, asked.Count, Ridge, votes, classes.Count);
        return TrainedVotes.Of(votes, classes.Count);
    }

    private static float[] WordKernel(IReadOnlyList<AskedText> asked, TextWriter progress)
    {
        progress.WriteLine("words: comparing");
        var index = QuestionModel.IndexOf(asked);
        var kernel = new float[asked.Count * asked.Count];
        Parallel.For(0, asked.Count, () => new float[asked.Count], (i, _, likeness) =>
        {
            index.Likeness(asked[i].Text, likeness);
            var row = kernel.AsSpan(i * asked.Count, i + 1);
            likeness.AsSpan(0, i + 1).CopyTo(row);
            Kernels.Words(row);
            return likeness;
        }, _ => { });
        return kernel;
    }

    private static float[] MeaningKernel(IReadOnlyList<AskedText> asked, ITextEncoder encoder, TextWriter progress)
    {
        progress.WriteLine("meaning: encoding");
        var vectors = encoder.EncodeMany([.. asked.Select(text => text.Text)]);
        progress.WriteLine("meaning: comparing");
        var flat = new float[asked.Count * encoder.Dimensions];
        for (var i = 0; i < vectors.Count; i++)
            vectors[i].CopyTo(flat, i * encoder.Dimensions);
        var kernel = new float[asked.Count * asked.Count];
        KernelRidge.Products(flat, asked.Count, encoder.Dimensions, kernel);
        Parallel.For(0, asked.Count, i => Kernels.Meaning(kernel.AsSpan(i * asked.Count, i + 1)));
        return kernel;
    }
}
