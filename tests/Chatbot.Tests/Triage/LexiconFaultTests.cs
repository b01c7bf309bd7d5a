using Chatbot.Knowledge;
using Chatbot.Tests.Support;
using Chatbot.Triage;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Triage;

/// <summary>A clinician edits these files: what is wrong with them is said with file, line and fix, before the service starts.</summary>
public sealed class LexiconFaultTests
{
    private const string Head = "owner: clinical lead\nreviewed: 2026-11-25\nreview_by: 2027-05-25\n";

    [Theory]
    [InlineData("rules: []", "owns it")]
    [InlineData("owner: me\nreviewed: yesterday\nreview_by: 2027-05-25\nrules: []", "yesterday")]
    [InlineData("owner: me\nreviewed: 2027-05-25\nreview_by: 2026-05-25\nrules: []", "later one")]
    [InlineData(Head + "rules:\n  - id: crisis.x\n    class: panic\n    when: [die]", "panic")]
    [InlineData(Head + "rules:\n  - class: crisis\n    when: [die]", "no id")]
    [InlineData(Head + "rules:\n  - id: crisis.x\n    class: crisis", "never fires")]
    [InlineData(Head + "rules:\n  - id: crisis.x\n    class: crisis\n    when: ['{nowhere}']", "nowhere")]
    [InlineData(Head + "rules:\n  - id: crisis.x\n    class: crisis\n    when: ['(die']", "bracket")]
    [InlineData(Head + "rules:\n  - id: crisis.x\n    class: crisis\n    when: ['di*']", "too short")]
    [InlineData(Head + "rules:\n  - id: crisis.x\n    class: crisis\n    wen: [die]", "wen")]
    [InlineData(Head + "rules:\n  - id: crisis.overdose\n    class: crisis\n    when: [die]", "twice")]
    public void A_fault_in_a_lexicon_is_named(string content, string named)
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        foreach (var file in Directory.EnumerateFiles(Repository.Path("knowledge", "triage"), "*.yaml"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(folder, "x-new.yaml"), content);

        var fault = Should.Throw<KnowledgeException>(() => TriageLexicon.Load(folder));

        fault.Message.ShouldContain("x-new.yaml");
        fault.Message.ShouldContain(named);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_damaged_model_stops_the_start_and_damaged_sentence_weights_too()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var model = Path.Combine(folder, "model.bin");
        var sentences = Path.Combine(folder, "sentences.bin");
        File.WriteAllBytes(model, File.ReadAllBytes(Repository.Path("knowledge", "triage", "model.bin"))[..^1]);
        File.WriteAllBytes(sentences, File.ReadAllBytes(Repository.Path("knowledge", "triage", "sentences.bin"))[..^1]);

        Should.Throw<KnowledgeException>(() => TriageModel.Load(model));
        if (TriageRoom.Encoder() is { } encoder)
            Should.Throw<KnowledgeException>(() => SentenceVote.Load(sentences, encoder));
        SentenceVote.Load(sentences, encoder: null).ShouldBeNull();
        Directory.Delete(folder, recursive: true);
    }
}
