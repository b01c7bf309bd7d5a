using System.ComponentModel.DataAnnotations;

namespace Chatbot.Contact;

internal sealed class ContactOptions
{
    /// <summary>How many days a request is kept; then it is purged. Required: there is no default that fits every clinic.</summary>
    [Required(ErrorMessage = "Contact:RetentionDays is missing: say for how many days a contact request is kept (appsettings.json ships with 90).")]
    [Range(1, 3650)]
    public int? RetentionDays { get; set; }

    /// <summary>How many days after its last message a conversation is kept. One that was attached to a request goes with the request.</summary>
    [Range(1, 3650)]
    public int ConversationDays { get; set; } = 30;

    /// <summary>How many requests one address may store in any hour.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerHour { get; set; } = 20;

    /// <summary>How many requests all addresses together may store in any hour.</summary>
    [Range(1, 10_000_000)]
    public int RequestsPerHourOverall { get; set; } = 1000;

    /// <summary>A form that comes back sooner was hardly filled in by a person; it is stored and flagged.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan MinimumFillTime { get; set; } = TimeSpan.FromSeconds(3);
}
