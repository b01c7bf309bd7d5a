using Chatbot.Search;

namespace Chatbot.Knowledge;

/// <summary>Words about words, from <c>knowledge/language</c>.</summary>
internal sealed record LanguageLists
{
    /// <summary>Lay words and synonyms, each weighted below the visitor's own word.</summary>
    public required IReadOnlyList<Synonym> Synonyms { get; init; }
}
