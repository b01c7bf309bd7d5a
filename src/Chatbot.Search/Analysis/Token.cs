namespace Chatbot.Search;

/// <summary>A term and where it came from.</summary>
/// <param name="Term">What is indexed and looked up.</param>
/// <param name="Position">Counted from 0; stop words leave gaps, as in Lucene.</param>
/// <param name="Start">UTF-16 offset of the first unit.</param>
/// <param name="End">UTF-16 offset after the last unit.</param>
public readonly record struct Token(string Term, int Position, int Start, int End);

/// <summary>A piece of a text: UTF-16 offsets, half-open.</summary>
public readonly record struct TextRange(int Start, int End)
{
    public int Length => End - Start;
}
