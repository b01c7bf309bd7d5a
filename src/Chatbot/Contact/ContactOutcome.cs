namespace Chatbot.Contact;

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

    /// <summary>More requests came in than the budget allows; nothing was stored. A place is free after <paramref name="Wait"/>.</summary>
    internal sealed record TooMany(TimeSpan Wait) : ContactOutcome;
}
