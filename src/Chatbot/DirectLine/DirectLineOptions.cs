using System.ComponentModel.DataAnnotations;

namespace Chatbot.DirectLine;

internal sealed class DirectLineOptions
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
}
