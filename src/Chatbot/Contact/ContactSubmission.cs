namespace Chatbot.Contact;

/// <summary>What a visitor typed into the contact form, by whichever door it came in.</summary>
internal sealed record ContactSubmission
{
    /// <summary>Made by the form once; a retry carries the same one and yields the same reference. 8 to 128 printable ASCII characters.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>"What should we call you"; at most 100 characters.</summary>
    public string? Name { get; init; }

    /// <summary>This or <see cref="Phone"/>; both are welcome.</summary>
    public string? Email { get; init; }

    public string? Phone { get; init; }

    /// <summary>At most 100 characters; may be empty.</summary>
    public string? PreferredTime { get; init; }

    /// <summary>At most 100 characters; may be empty.</summary>
    public string? Topic { get; init; }

    /// <summary>At most 1,000 characters; may be empty.</summary>
    public string? Message { get; init; }

    public bool Consent { get; init; }

    /// <summary>The conversation it came from, by id; the conversation's text is not attached.</summary>
    public string? Conversation { get; init; }
}

/// <summary>What became of a submission.</summary>
internal abstract record ContactOutcome
{
    private ContactOutcome()
    {
    }

    /// <summary>
    /// Triage found danger in what was typed: the caller shows the help numbers, whatever else became of it. True also when
    /// triage itself failed.
    /// </summary>
    public bool Urgent { get; init; }

    /// <summary>It is in the database, with the notice to staff. <paramref name="AlreadyThere"/>: this key was stored before, and what was stored then stands.</summary>
    internal sealed record Stored(string Reference, string ReplyWithin, bool AlreadyThere) : ContactOutcome;

    /// <summary>Nothing was stored; by field, what to change.</summary>
    internal sealed record Invalid(IReadOnlyDictionary<string, string[]> Errors) : ContactOutcome;

    /// <summary>The database could not be written; nothing is half there. <paramref name="Phone"/> is the clinic's, when it is configured.</summary>
    internal sealed record Unavailable(string? Phone) : ContactOutcome;
}

/// <summary>A stored request as staff read it.</summary>
internal sealed record ContactRequest(string Reference, DateTimeOffset ReceivedAt, bool Urgent, string State, ContactSubmission Submission);

/// <summary>A line of the list of requests; nothing that the visitor typed.</summary>
internal sealed record ContactListing(string Reference, DateTimeOffset ReceivedAt, bool Urgent, string State);
