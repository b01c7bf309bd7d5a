namespace Chatbot.Storage;

/// <summary>A contact request. What the visitor typed is in <see cref="Sealed"/>, encrypted.</summary>
internal sealed class ContactRequestRow
{
    /// <summary>What the visitor is shown, <c>K7Q2-M4XD-9TRB-2HNW</c>.</summary>
    public required string Reference { get; set; }

    /// <summary>SHA-256 of the form's key, hexadecimal: nothing that a client chose is kept in the clear.</summary>
    public required string IdempotencyKey { get; set; }

    /// <summary>What was typed, encrypted with a key of its own.</summary>
    public required byte[] Sealed { get; set; }

    /// <summary>The record's key, encrypted by the key ring. Empty in rows of the first version, whose <see cref="Sealed"/> the ring itself encrypted.</summary>
    public byte[] WrappedKey { get; set; } = [];

    /// <summary>Id of the ring's key that <see cref="WrappedKey"/> needs; empty in rows of the first version.</summary>
    public string KeyId { get; set; } = "";

    /// <summary>Keyed hash of the e-mail address, for <c>contact find</c>.</summary>
    public byte[]? EmailHash { get; set; }

    /// <summary>Keyed hash of the phone number's digits.</summary>
    public byte[]? PhoneHash { get; set; }

    /// <summary>Only where the visitor attached the conversation.</summary>
    public string? ConversationId { get; set; }

    /// <summary>Triage found something urgent in the text.</summary>
    public bool Urgent { get; set; }

    /// <summary>Why it may be spam: <c>honeypot</c>, <c>too-fast</c> or <c>no-ticket</c>; null when nothing speaks for it.</summary>
    public string? Suspicion { get; set; }

    /// <summary><c>received</c>, <c>notified</c>, <c>retrying</c> or <c>read</c>.</summary>
    public required string State { get; set; }

    public long ReceivedAt { get; set; }

    public long? HandledAt { get; set; }

    /// <summary>The staff account that marked it handled.</summary>
    public string? HandledBy { get; set; }
}

/// <summary>What staff wrote beside a request; encrypted like the request itself.</summary>
internal sealed class ContactNoteRow
{
    public long Id { get; set; }

    public required string Reference { get; set; }

    public long At { get; set; }

    public required string Author { get; set; }

    public required byte[] Sealed { get; set; }

    public required byte[] WrappedKey { get; set; }

    public required string KeyId { get; set; }
}

/// <summary>A notice to staff that must go out at least once, by one channel.</summary>
internal sealed class OutboxRow
{
    public long Id { get; set; }

    public required string Reference { get; set; }

    /// <summary><c>mail</c>, <c>webhook</c>, or <c>inbox</c> where no channel was configured.</summary>
    public string Channel { get; set; } = "inbox";

    /// <summary>The same at every attempt, so that a receiver can tell a notice that came twice.</summary>
    public string MessageId { get; set; } = "";

    /// <summary><c>pending</c>, <c>sent</c> or <c>dead</c>.</summary>
    public required string State { get; set; }

    public int Attempts { get; set; }

    /// <summary>Also the end of a lease: whoever sends sets it ahead, and after a crash another try is made then.</summary>
    public long NextTryAt { get; set; }

    public long CreatedAt { get; set; }

    /// <summary>When it is given up, Unix milliseconds.</summary>
    public long GiveUpAt { get; set; }

    /// <summary>A class or code such as <c>SMTP 451</c>; never what the other side wrote.</summary>
    public string? LastFault { get; set; }

    public long? SentAt { get; set; }
}
