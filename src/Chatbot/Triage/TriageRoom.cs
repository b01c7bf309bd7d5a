using Chatbot.Knowledge;
using Microsoft.Extensions.Options;

namespace Chatbot.Triage;

/// <summary>Registers this room.</summary>
internal static class TriageRoom
{
    public static IServiceCollection AddTriage(this IServiceCollection services) =>
        services.AddSingleton(provider => Open(
            Path.Combine(provider.GetRequiredService<IHostEnvironment>().ContentRootPath, provider.GetRequiredService<IOptions<KnowledgeOptions>>().Value.Folder),
            provider.GetRequiredService<Library>()));

    /// <summary>The desk with the rules and examples of a knowledge folder.</summary>
    public static TriageDesk Open(string knowledgeFolder, Library library) =>
        new(
            TriageRule.Load(Path.Combine(knowledgeFolder, "triage", "rules.yaml")),
            TriageExamples.Load(Path.Combine(knowledgeFolder, "triage", "examples.jsonl"), library.Questions.Select(question => question.Text)));
}
