namespace Chatbot.Search;

/// <summary>Cuts a text into sentences: exact slices, white space around them left out.</summary>
public static class SentenceSplitter
{
    private static readonly HashSet<string> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "dr", "mr", "mrs", "ms", "prof", "st", "vs", "etc", "approx", "no", "e.g", "i.e", "a.m", "p.m", "u.s", "inc", "jr", "sr",
    };

    /// <summary>The sentences in order; together they hold every character that is not white space.</summary>
    public static IReadOnlyList<TextRange> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sentences = new List<TextRange>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('.' or '!' or '?' or '\u2026'))
                continue;
            var end = i + 1;
            while (end < text.Length && text[end] is '.' or '!' or '?' or '"' or '\'' or '\u2019' or '\u201d' or ')' or ']')
                end++;
            if (end < text.Length && (!char.IsWhiteSpace(text[end]) || !OpensSentence(text, end) || IsAbbreviation(text, start, i)))
                continue;
            Add(text, start, end, sentences);
            start = end;
            i = end - 1;
        }

        Add(text, start, text.Length, sentences);
        return sentences;
    }

    private static void Add(string text, int start, int end, List<TextRange> sentences)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
            start++;
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        if (end > start)
            sentences.Add(new TextRange(start, end));
    }

    private static bool OpensSentence(string text, int at)
    {
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] is '"' or '\'' or '\u2018' or '\u201c' or '(' or '['))
            at++;
        return at == text.Length || char.IsUpper(text[at]) || char.IsDigit(text[at]) || char.GetUnicodeCategory(text[at]) == System.Globalization.UnicodeCategory.OtherLetter;
    }

    private static bool IsAbbreviation(string text, int sentenceStart, int stop)
    {
        if (text[stop] != '.')
            return false;
        var from = stop;
        while (from > sentenceStart && (char.IsLetter(text[from - 1]) || text[from - 1] == '.'))
            from--;
        var word = text[from..stop];
        // One capital letter is an initial: "J. Smith".
        return Abbreviations.Contains(word) || (word.Length == 1 && char.IsUpper(word[0]) && word[0] != 'I');
    }
}
