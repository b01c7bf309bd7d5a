using Chatbot.Knowledge;
using Chatbot.Search.Encoding;
using Chatbot.Storage;
using Microsoft.Extensions.Options;

namespace Chatbot.Answering;

internal sealed class AnsweringOptions
{
    /// <summary>Whether likeness of meaning takes part; without it the words alone decide.</summary>
    public bool Encoder { get; set; } = true;
}

/// <summary>Registers this room.</summary>
internal static class AnsweringRoom
{
    /// <summary>Vectors of the shipped questions, beside them.</summary>
    private const string VectorsFile = "vectors.bin";

    public static IServiceCollection AddAnswering(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<AnsweringOptions>().BindConfiguration("Answering");
        return services.AddSingleton(provider =>
        {
            var library = provider.GetRequiredService<Library>();
            var encoder = provider.GetRequiredService<IOptions<AnsweringOptions>>().Value.Encoder ? SharedEncoder.Instance : null;
            var vectors = Vectors(library, encoder, provider.GetRequiredService<StorageFolder>().File("vectors.cache"), provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
            return Said(new Answerer(library, new QuestionModel(library, encoder, vectors, new Haste(provider.GetRequiredService<TimeProvider>()).IsOn)), encoder is not null, provider.GetRequiredService<ILoggerFactory>());
        });
    }

    /// <summary>For the command line: waits for the vectors, so that the same question always gets the same answer.</summary>
    public static Answerer Open(Library library, bool withEncoder, TextWriter progress)
    {
        var encoder = withEncoder ? SharedEncoder.Instance : null;
        var vectors = Vectors(library, encoder, cacheFile: null, CancellationToken.None);
        if (vectors is not null && !vectors.Completion.Wait(TimeSpan.FromSeconds(1)))
        {
            progress.WriteLine("Encoding questions that 'kb train' has not seen yet …");
            vectors.Completion.GetAwaiter().GetResult();
        }

        return new Answerer(library, new QuestionModel(library, encoder, vectors));
    }

    public static string VectorsIn(string knowledgeFolder) => Path.Combine(knowledgeFolder, "questions", VectorsFile);

    public static IReadOnlyList<LabelledText> Texts(Library library) => [.. AskedText.Of(library).Select((asked, i) => new LabelledText(i, asked.Text))];

    private static BackgroundVectors? Vectors(Library library, SentenceEncoder? encoder, string? cacheFile, CancellationToken stopping) =>
        encoder is null ? null : BackgroundVectors.Start(encoder, Texts(library), cacheFile, threads: 1, library.Folder is { } folder ? VectorsIn(folder) : null, stopping);

    private static Answerer Said(Answerer answerer, bool encoder, ILoggerFactory logs)
    {
        var log = logs.CreateLogger(typeof(AnsweringRoom));
        if (!encoder)
            log.LogWarning("Answering by words alone: the sentence encoder is off or its weights are not there");
        if (answerer.NewTexts > 0)
            log.LogWarning("{Count} questions are newer than the trained model; 'kb train' brings it up to date", answerer.NewTexts);
        return answerer;
    }
}
