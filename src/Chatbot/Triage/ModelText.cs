namespace Chatbot.Triage;

/// <summary>What the model reads of a message: its words, and the names of the concepts that stand outside idioms, in order of the alphabet.</summary>
internal readonly record struct ModelText(IReadOnlyList<string> Words, IReadOnlyList<string> Concepts);
