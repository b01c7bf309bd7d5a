namespace Chatbot.Storage;

/// <summary>
/// Who did what to which request or account. Each row's hash covers the row before it. Triggers refuse to change or
/// delete one.
/// </summary>
internal sealed class AuditRow
{
    /// <summary>1, 2, 3 … without a gap.</summary>
    public long Sequence { get; set; }

    public long At { get; set; }

    /// <summary>A staff account, <c>command line</c> or <c>service</c>.</summary>
    public required string Actor { get; set; }

    /// <summary>Such as <c>opened</c>, <c>exported</c>, <c>erased</c>.</summary>
    public required string Action { get; set; }

    /// <summary>A reference, an account, or empty.</summary>
    public required string Subject { get; set; }

    /// <summary>Counts and codes; nothing personal.</summary>
    public required string Detail { get; set; }

    public required byte[] Hash { get; set; }
}
