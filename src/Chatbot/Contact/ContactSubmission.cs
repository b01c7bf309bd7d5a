namespace Chatbot.Contact;

/// <summary>By which door a submission came in.</summary>
internal enum ContactDoor
{
    /// <summary><c>POST /api/contact</c>: the widget, or a program.</summary>
    Api,

    /// <summary>The Adaptive Card in a chat.</summary>
    Card,

    /// <summary>The plain page <c>/contact</c>.</summary>
    Page,
}

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

    /// <summary>The conversation it came from, by id. Alone it attaches nothing, and is not stored.</summary>
    public string? Conversation { get; init; }

    /// <summary>The visitor ticked "send this conversation along".</summary>
    public bool AttachConversation { get; init; }

    /// <summary>The visitor ticked "send my open questions along": those that the articles did not answer.</summary>
    public bool AttachQuestions { get; init; }

    /// <summary>A field that people do not see; who fills it in is a program.</summary>
    public string? Website { get; init; }

    /// <summary>As <see cref="FormTicket"/> issued it when the form was opened; null from a program that shows no form.</summary>
    public string? Ticket { get; init; }
}
