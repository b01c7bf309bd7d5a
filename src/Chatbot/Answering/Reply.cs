using Chatbot.Knowledge;

namespace Chatbot.Answering;

/// <summary>The closed set of replies; the wire name of each is its lower-case name.</summary>
internal enum ReplyKind
{
    Answer,
    Differ,
    Facts,
    Abstain,
    Clinical,
    Crisis,
    Emergency,
    SmallTalk,
    OffTopic,
    NonEnglish,
    Empty,
}

/// <summary>
/// What the visitor reads, before any channel has given it a form. It is made of parts, and every part says where its
/// words come from, so that a test can prove that nothing was invented.
/// </summary>
internal sealed record Reply
{
    public required ReplyKind Kind { get; init; }

    /// <summary>In reading order.</summary>
    public required IReadOnlyList<ReplyPart> Parts { get; init; }

    /// <summary>Which rule allowed or stopped the answer, <c>differ:driving</c>; never visitor text.</summary>
    public required string Rule { get; init; }

    /// <summary>The point or topic that a follow-up may refer to.</summary>
    public string? Topic { get; init; }

    public IReadOnlyList<Suggestion> Suggestions { get; init; } = [];

    /// <summary>True when the reply offers the contact form.</summary>
    public bool ContactForm { get; init; }

    /// <summary>True for replies that stay on screen for the rest of the conversation.</summary>
    public bool Pinned => Kind is ReplyKind.Crisis or ReplyKind.Emergency;

    /// <summary>True when the country's crisis and emergency numbers (988 and 911) stand in this very reply.</summary>
    public bool HelpLine => Parts.Any(part => part is FixedWords words && HelpNumbers.All.Any(numbers => numbers.StandIn(words.Text)));

    /// <summary>For a reply that shows positions side by side: what they are about.</summary>
    public Difference? Difference { get; init; }

    /// <summary>In how many articles the answer is mentioned, and how many there are; null where that says nothing.</summary>
    public (int Count, int Of)? Mentions { get; init; }

    public IEnumerable<Citation> Citations => Parts.OfType<Quote>().Select(quote => quote.Citation);
}

/// <summary>A piece of a reply and the place its words come from.</summary>
internal abstract record ReplyPart;

/// <summary>The bot's fixed words, from <c>knowledge/replies</c>, placeholders filled.</summary>
internal sealed record FixedWords(string Id, string Text) : ReplyPart;

/// <summary>An exact slice of an article.</summary>
internal sealed record Quote(Citation Citation) : ReplyPart;

/// <summary>This clinic's own fact, from <c>clinic.yaml</c>.</summary>
internal sealed record ClinicFact(string Name, string Text) : ReplyPart;

/// <summary>Where a quotation stands. <paramref name="Start"/> and <paramref name="End"/> are UTF-16 offsets into the article's text, half-open.</summary>
internal sealed record Citation(
    int N,
    string Source,
    string Article,
    string Title,
    string Section,
    string Snippet,
    int Start,
    int End,
    string Url)
{
    /// <summary>The whole passage around the snippet, for those who want to read on.</summary>
    public string? Passage { get; init; }
}

/// <summary>A question that the visitor can ask by a click. The text is an ordinary question.</summary>
internal sealed record Suggestion(string Id, string Text);
