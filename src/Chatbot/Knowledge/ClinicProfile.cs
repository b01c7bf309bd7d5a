namespace Chatbot.Knowledge;

/// <summary>This clinic's own facts, from <c>clinic.yaml</c>; every one may be missing.</summary>
internal sealed record ClinicProfile
{
    public string? Name { get; init; }

    /// <summary>Whose emergency and crisis numbers the fixed words name: <c>us</c> (the default), <c>uk</c> or <c>eu</c>.</summary>
    public string? Country { get; init; }

    public string? Phone { get; init; }

    public string? Email { get; init; }

    public string? Address { get; init; }

    public string? Hours { get; init; }

    public string? Price { get; init; }

    public string? Insurance { get; init; }

    public string? Booking { get; init; }

    public string? Parking { get; init; }

    /// <summary>Our own rule about driving; shown above what the articles say.</summary>
    public string? DrivingRule { get; init; }

    /// <summary>How soon staff answer a contact request, as said to the visitor: <c>2 business days</c>.</summary>
    public string? ReplyWithin { get; init; }

    /// <summary>Who reads contact requests, as said to the visitor.</summary>
    public string? ContactReaders { get; init; }

    /// <summary>How long a contact request is kept, in days.</summary>
    public int? RetentionDays { get; init; }
}
