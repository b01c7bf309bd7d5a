using System.ComponentModel.DataAnnotations;

namespace Chatbot.DirectLine;

internal sealed class DirectLineOptions : IValidatableObject
{
    /// <summary>Origins of websites that may embed the chat, such as <c>https://clinic.example</c>. The service's own pages always may.</summary>
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>How long a token is good for.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How many tokens one address may ask for in a minute.</summary>
    [Range(1, 100_000)]
    public int TokensPerMinute { get; set; } = 60;

    /// <summary>How many activities one conversation may send in a minute.</summary>
    [Range(1, 100_000)]
    public int ActivitiesPerMinute { get; set; } = 120;

    /// <summary>How many sockets may be open at once; more are answered with 503.</summary>
    [Range(1, 100_000)]
    public int MaxStreams { get; set; } = 5_000;

    /// <summary>Secret of an Azure Direct Line site. When it is set, conversations are held there and this service hands out Azure's tokens. From the environment, never from a file.</summary>
    public string? AzureSecret { get; set; }

    /// <summary>Azure's Direct Line; regional hosts such as <c>https://europe.directline.botframework.com</c> keep data in their region.</summary>
    public Uri AzureAddress { get; set; } = new("https://directline.botframework.com");

    public bool UsesAzure => !string.IsNullOrEmpty(AzureSecret);

    /// <summary>The secret goes to Microsoft's hosts over https only.</summary>
    public bool AzureAddressIsMicrosofts =>
        AzureAddress is { Scheme: "https", IsDefaultPort: true, UserInfo: "", PathAndQuery: "/" } && AzureAddress.Host.EndsWith(".botframework.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>A browser's Origin header has no path and no slash at the end; one that differs would never match and nobody would know why.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from origin in AllowedOrigins
        where !Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || !string.Equals(origin, uri.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
        select new ValidationResult($"DirectLine:AllowedOrigins holds \"{origin}\". Write scheme and host only, in lower case, like https://clinic.example.", [nameof(AllowedOrigins)]);
}
