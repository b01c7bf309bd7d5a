namespace Chatbot.Search;

/// <summary>Words that ask rather than name, in lower case.</summary>
public static class QuestionWords
{
    /// <summary>Interrogatives, auxiliaries and the persons who ask.</summary>
    public static IReadOnlySet<string> Plain { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "what", "which", "who", "whom", "whose", "when", "where", "why", "how", "can", "could", "do", "does", "did", "should",
        "would", "may", "might", "must", "am", "have", "has", "had", "i", "you", "my", "your", "me", "we", "us", "any", "get", "tell",
    };

    /// <summary>The same, and the phrases that wrap a question: "I'd like to know whether there is an easy way to ...".</summary>
    public static IReadOnlySet<string> Wide { get; } = new HashSet<string>(Plain, StringComparer.Ordinal)
    {
        "want", "need", "like", "way", "ways", "possible", "please", "know", "use", "using", "best", "help", "anyone", "someone",
        "about", "so", "just", "some", "our", "from", "its", "im", "i'm", "i\u2019m", "i'd", "i\u2019d", "i've", "i\u2019ve",
        "what's", "whats", "what\u2019s", "how's", "how\u2019s", "one", "go", "make", "don't", "don\u2019t", "doesn't", "doesn\u2019t",
        "can't", "can\u2019t", "cannot", "isn't", "isn\u2019t", "aren't", "aren\u2019t", "easiest", "fastest", "quickest", "simplest",
        "somehow", "interested", "option", "options", "supported", "idea", "wondering", "recommend", "able", "whether",
    };
}
