namespace Chatbot.Contact;

/// <summary>A line of an attached conversation.</summary>
internal sealed record TranscriptLine(bool FromVisitor, string Text);

/// <summary>What is sealed of a request: what the visitor typed, and what they attached by a click.</summary>
internal sealed record ContactContent
{
    public string? Name { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public string? PreferredTime { get; init; }

    public string? Topic { get; init; }

    public string? Message { get; init; }

    /// <summary>The conversation as it was when the request was sent; empty unless the visitor attached it.</summary>
    public IReadOnlyList<TranscriptLine> Transcript { get; init; } = [];

    /// <summary>Questions that the articles did not answer; empty unless the visitor attached them.</summary>
    public IReadOnlyList<string> OpenQuestions { get; init; } = [];
}

/// <summary>What staff wrote beside a request.</summary>
internal sealed record ContactNote(DateTimeOffset At, string Author, string Text);

/// <summary>An opened request.</summary>
internal sealed record ContactRequest(ContactListing Listing, ContactContent Content, IReadOnlyList<ContactNote> Notes);

/// <summary>A line of the list of requests; nothing that the visitor typed.</summary>
internal sealed record ContactListing
{
    public required string Reference { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required bool Urgent { get; init; }

    /// <summary>As <see cref="Storage.ContactRequestRow.Suspicion"/>.</summary>
    public required string? Suspicion { get; init; }

    /// <summary>As <see cref="ContactState"/> names it.</summary>
    public required string State { get; init; }

    public required DateTimeOffset? HandledAt { get; init; }

    public required string? HandledBy { get; init; }
}
