namespace Chatbot.Conversations;

/// <summary>
/// How far a client has read. Opaque to clients: <c>"5"</c> after five stored activities, <c>"5-1764000000123"</c> when
/// it also got one that could not be stored.
/// </summary>
/// <param name="Stored">Number of the last stored activity, 0 for none.</param>
/// <param name="Unstored">Number of the last activity of <see cref="UnstoredActivities"/>, 0 for none.</param>
internal readonly record struct Watermark(int Stored, long Unstored)
{
    /// <summary>A text that is no watermark counts as the start of the conversation: seen twice is better than never.</summary>
    public static Watermark Parse(string? text)
    {
        var (stored, unstored) = (text ?? "").Split('-') switch
        {
            [var only] => (only, "0"),
            [var first, var second] => (first, second),
            _ => ("0", "0"),
        };
        return int.TryParse(stored, out var number) && number >= 0 && long.TryParse(unstored, out var extra) && extra >= 0
            ? new Watermark(number, extra)
            : default;
    }

    public override string ToString() => Unstored == 0 ? $"{Stored}" : $"{Stored}-{Unstored}";
}
