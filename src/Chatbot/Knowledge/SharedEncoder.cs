using Chatbot.Search.Encoding;

namespace Chatbot.Knowledge;

/// <summary>
/// The sentence encoder of this process: its 28 MB of weights are mapped once, for triage and for answering. Null when the
/// build had no weights for it, or they are not whole: it only ever adds to words, rules and models.
/// </summary>
internal static class SharedEncoder
{
    private static readonly Lazy<SentenceEncoder?> Loaded = new(Open);

    public static SentenceEncoder? Instance => Loaded.Value;

    /// <summary>Another one, for who disposes of it.</summary>
    public static SentenceEncoder? Open()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "encoder");
        try
        {
            return SentenceEncoder.IsIn(folder) ? SentenceEncoder.Load(folder) : null;
        }
        catch (EncoderWeightsException)
        {
            return null;
        }
    }
}
