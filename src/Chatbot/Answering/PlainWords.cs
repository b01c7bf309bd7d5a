namespace Chatbot.Answering;

/// <summary>
/// The words of a message: runs of letters, digits and apostrophes. By hand, since a pattern over all letters of Unicode takes
/// megabytes of tables and is asked several times a message.
/// </summary>
internal static class PlainWords
{
    public static int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in In(text))
            count++;
        return count;
    }

    /// <summary>In order; to be used in a foreach.</summary>
    public static Enumerator In(ReadOnlySpan<char> text) => new(text);

    private static bool IsPart(char c) => char.IsLetter(c) || char.IsNumber(c) || c is '\'';

    public ref struct Enumerator(ReadOnlySpan<char> text)
    {
        private ReadOnlySpan<char> _rest = text;

        public ReadOnlySpan<char> Current { get; private set; }

        public readonly Enumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            var start = 0;
            while (start < _rest.Length && !IsPart(_rest[start]))
                start++;
            var end = start;
            while (end < _rest.Length && IsPart(_rest[end]))
                end++;
            Current = _rest[start..end];
            _rest = _rest[end..];
            return Current.Length > 0;
        }
    }
}
