namespace Chatbot.Knowledge;

/// <summary>A fault in the knowledge folder: which file and line, what is wrong, and what to do about it.</summary>
internal sealed class KnowledgeException(string file, int line, string problem, string fix)
    : Exception($"{file}:{line}: {problem} {fix}")
{
    public string File { get; } = file;

    /// <summary>Counted from 1.</summary>
    public int Line { get; } = line;

    public string Problem { get; } = problem;

    public string Fix { get; } = fix;
}
