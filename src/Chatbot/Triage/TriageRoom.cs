using Chatbot.Knowledge;
using Chatbot.Search.Encoding;
using Microsoft.Extensions.Options;

namespace Chatbot.Triage;

/// <summary>Registers this room.</summary>
internal static class TriageRoom
{
    public static IServiceCollection AddTriage(this IServiceCollection services) =>
        services.AddSingleton(provider => Open(
            Path.Combine(provider.GetRequiredService<IHostEnvironment>().ContentRootPath, provider.GetRequiredService<IOptions<KnowledgeOptions>>().Value.Folder)));

    /// <summary>The desk with the rules and the models of a knowledge folder. Throws <see cref="KnowledgeException"/> when a file is malformed.</summary>
    public static TriageDesk Open(string knowledgeFolder, TimeProvider? clock = null) => OpenWith(knowledgeFolder, SharedEncoder.Instance, clock);

    /// <summary>The same with a given encoder, or without one.</summary>
    public static TriageDesk OpenWith(string knowledgeFolder, ITextEncoder? encoder, TimeProvider? clock = null)
    {
        var folder = Path.Combine(knowledgeFolder, "triage");
        return new TriageDesk(TriageLexicon.Load(folder), TriageModel.Load(Path.Combine(folder, "model.bin")), SentenceVote.Load(Path.Combine(folder, "sentences.bin"), encoder), clock);
    }

    /// <summary>The encoder beside the program, or null when its files are not there or not whole: it only adds to the rules and the model.</summary>
    public static ITextEncoder? Encoder() => SharedEncoder.Open();
}
