namespace Chatbot.Storage;

/// <summary>An account of a person who reads contact requests.</summary>
internal sealed class StaffRow
{
    /// <summary>Lower case; what is typed at the sign-in.</summary>
    public required string Name { get; set; }

    public required string PasswordHash { get; set; }

    /// <summary>Changed to end every session of the account.</summary>
    public required string Stamp { get; set; }

    /// <summary>Secret of the time-based codes, encrypted by the key ring; null where none are asked for.</summary>
    public byte[]? TotpSecret { get; set; }

    /// <summary>The last time step whose code was taken: no code is good twice.</summary>
    public long TotpStep { get; set; }

    public int Failures { get; set; }

    public long LockedUntil { get; set; }

    public long CreatedAt { get; set; }
}

/// <summary>A small fact that the service keeps about itself, such as when it last purged.</summary>
internal sealed class MarkRow
{
    public required string Name { get; set; }

    public long Value { get; set; }
}
