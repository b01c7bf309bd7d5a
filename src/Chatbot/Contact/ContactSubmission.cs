namespace Chatbot.Contact;

/// <summary>What a visitor typed into the contact form, by whichever door it came in.</summary>
internal sealed record ContactSubmission
{
    /// <summary>Made by the form once; a retry carries the same one and yields the same reference. 8 to 128 characters.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>"What should we call you"; at most 100 characters.</summary>
    public string? Name { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public string? PreferredTime { get; init; }

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

    /// <summary>It is in the database. <paramref name="AlreadyThere"/> is true when the same key was stored before; <paramref name="Urgent"/> when triage found danger in the text.</summary>
    internal sealed record Stored(string Reference, string ReplyWithin, bool AlreadyThere, bool Urgent) : ContactOutcome;

    /// <summary>Nothing was stored; by field, what to change.</summary>
    internal sealed record Invalid(IReadOnlyDictionary<string, string[]> Errors) : ContactOutcome;

    /// <summary>The database could not be written; nothing was stored.</summary>
    internal sealed record Unavailable : ContactOutcome;
}
