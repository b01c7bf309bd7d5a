using System.ComponentModel.DataAnnotations;

namespace Chatbot.DirectLine;

internal sealed class DirectLineOptions : IValidatableObject
{
    /// <summary>Origins of websites that may embed the chat, such as <c>https://clinic.example</c>. The service's own pages always may.</summary>
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>How long a token is good for.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How many tokens one address may ask for in a minute.</summary>
    [Range(1, 100_000)]
    public int TokensPerMinute { get; set; } = 60;

    /// <summary>How many activities one conversation may send in a minute.</summary>
    [Range(1, 100_000)]
    public int ActivitiesPerMinute { get; set; } = 120;

    /// <summary>A browser's Origin header has no path and no slash at the end; one that differs would never match and nobody would know why.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from origin in AllowedOrigins
        where !Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || !string.Equals(origin, uri.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
        select new ValidationResult($"DirectLine:AllowedOrigins holds \"{origin}\". Write scheme and host only, in lower case, like https://clinic.example.", [nameof(AllowedOrigins)]);
}
