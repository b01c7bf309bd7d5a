namespace Chatbot.Knowledge;

/// <summary>The two numbers that every way to help names, by the clinic's country: for danger to life, and for a crisis of the mind.</summary>
/// <param name="Country">As in <c>clinic.yaml</c>: <c>country: uk</c>.</param>
/// <param name="Emergency">For danger to life.</param>
/// <param name="CrisisLine">For somebody in despair.</param>
internal sealed record HelpNumbers(string Country, string Emergency, string CrisisLine)
{
    /// <summary>Where <c>clinic.yaml</c> names no country.</summary>
    public const string DefaultCountry = "us";

    public static IReadOnlyList<HelpNumbers> All { get; } =
    [
        new(DefaultCountry, "911", "988"),
        new("uk", "999", "116 123"),
        new("eu", "112", "116 123"),
    ];

    /// <summary>True when both numbers stand in the text.</summary>
    public bool StandIn(string text) => text.Contains(Emergency, StringComparison.Ordinal) && text.Contains(CrisisLine, StringComparison.Ordinal);

    /// <summary>True when the text names a number that only another country answers.</summary>
    public bool ForeignIn(string text) => All.Any(other =>
        (!string.Equals(other.Emergency, Emergency, StringComparison.Ordinal) && Stands(other.Emergency, text))
        || (!string.Equals(other.CrisisLine, CrisisLine, StringComparison.Ordinal) && Stands(other.CrisisLine, text)));

    /// <summary>The number by itself: no digit touches it, and it is no part of a longer telephone number.</summary>
    private static bool Stands(string number, string text)
    {
        for (var at = text.IndexOf(number, StringComparison.Ordinal); at >= 0; at = text.IndexOf(number, at + 1, StringComparison.Ordinal))
        {
            var end = at + number.Length;
            if ((at == 0 || !IsNumber(text[at - 1])) && (end == text.Length || !IsNumber(text[end])))
                return true;
        }

        return false;

        static bool IsNumber(char c) => char.IsAsciiDigit(c) || c == '-';
    }
}
