using Chatbot.Search;

namespace Chatbot.Knowledge;

/// <summary>English words by how common they are, from <c>knowledge/language/words.txt</c>.</summary>
internal static class EnglishWords
{
    /// <summary>None when the file is not there: then spelling looks at the words of the articles only.</summary>
    /// <exception cref="KnowledgeException">A line has another shape.</exception>
    public static CommonWords Read(string knowledgeFolder)
    {
        var file = Path.Combine(knowledgeFolder, "language", "words.txt");
        if (!File.Exists(file))
            return CommonWords.None;
        try
        {
            return CommonWords.Read(File.ReadLines(file));
        }
        catch (FormatException fault)
        {
            throw new KnowledgeException(file, 1, fault.Message, "The first lines of the file say what it looks like.");
        }
    }
}
