using System.Security.Cryptography;

namespace Chatbot.Contact;

/// <summary>
/// The number a visitor is given: sixteen random characters in four groups, <c>K7Q2-M4XD-9TRB-2HNW</c>. 78 bits, so that it
/// is not guessed; without 0, 1, I, L, O and U, so that it is not misheard or misread.
/// </summary>
internal static class Reference
{
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Groups = 4;
    private const int GroupChars = 4;
    private const int MaxTypedChars = 64;

    public static string New() => Grouped(RandomNumberGenerator.GetString(Alphabet, Groups * GroupChars));

    /// <summary>Reads one as a person types it: any case, with spaces or hyphens or without. Null when it cannot be one.</summary>
    public static string? Read(string typed)
    {
        if (typed.Length > MaxTypedChars)
            return null;
        var kept = string.Concat(typed.Where(c => c is not (' ' or '-')).Select(char.ToUpperInvariant));
        return kept.Length == Groups * GroupChars && kept.All(c => Alphabet.Contains(c, StringComparison.Ordinal)) ? Grouped(kept) : null;
    }

    private static string Grouped(string characters) =>
        string.Join('-', Enumerable.Range(0, Groups).Select(group => characters.Substring(group * GroupChars, GroupChars)));
}
