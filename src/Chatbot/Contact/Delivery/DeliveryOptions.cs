using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Mail;

namespace Chatbot.Contact.Delivery;

/// <summary>How staff are told of new requests. With neither, requests wait in the staff inbox and are named in the log.</summary>
internal sealed class DeliveryOptions : IValidatableObject
{
    public MailOptions Mail { get; set; } = new();

    public WebhookOptions Webhook { get; set; } = new();

    /// <summary>The longest that one attempt may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Mail.Host is { Length: > 0 })
        {
            foreach (var (name, address) in new[] { ("From", Mail.From), ("To", Mail.To) })
            {
                if (!MailAddress.TryCreate(address, out _))
                    yield return new ValidationResult($"Delivery:Mail:{name} has to be one e-mail address, like desk@clinic.example.", [nameof(Mail)]);
            }

            if (!Mail.StartTls && !IsLoopback(Mail.Host))
                yield return new ValidationResult("Delivery:Mail:StartTls may be false only for a mail server on this machine: everything else is encrypted.", [nameof(Mail)]);
        }

        if (Webhook.Url is { } url)
        {
            if (!url.IsAbsoluteUri || url.Scheme is not ("https" or "http") || (url.Scheme is "http" && !url.IsLoopback))
                yield return new ValidationResult("Delivery:Webhook:Url has to be an https address (http only on this machine).", [nameof(Webhook)]);
            if (!WebhookSignature.IsSecret(Webhook.Secret))
                yield return new ValidationResult("Delivery:Webhook:Secret has to be whsec_ and at least 24 random bytes in Base64; give it by the environment, Delivery__Webhook__Secret.", [nameof(Webhook)]);
        }
    }

    private static bool IsLoopback(string host) => host is "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}

internal sealed class MailOptions
{
    /// <summary>The mail server; none: no mail.</summary>
    public string? Host { get; set; }

    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>Encrypt by STARTTLS; a server that does not offer it is not used.</summary>
    public bool StartTls { get; set; } = true;

    public string? User { get; set; }

    /// <summary>Give it by the environment, <c>Delivery__Mail__Password</c>.</summary>
    public string? Password { get; set; }

    public string? From { get; set; }

    /// <summary>Who is told of new requests.</summary>
    public string? To { get; set; }
}

internal sealed class WebhookOptions
{
    /// <summary>Where notices are posted; none: no webhook.</summary>
    public Uri? Url { get; set; }

    /// <summary><c>whsec_</c> and Base64, as <see href="https://www.standardwebhooks.com/"/> writes it.</summary>
    public string? Secret { get; set; }
}
