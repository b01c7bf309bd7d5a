using Chatbot.Contact.Delivery;
using Chatbot.Protocol;
using Microsoft.Extensions.Options;

namespace Chatbot.Contact;

/// <summary>The configured ways to tell staff.</summary>
internal sealed class ContactChannels(IOptions<DeliveryOptions> options, SiteAddress site, TimeProvider clock) : IDisposable
{
    // Made when they are first used: a service without mail never loads the mail client.
    private readonly Lazy<IReadOnlyList<IContactChannel>> _channels = new(() => Open(options.Value, site, clock));

    /// <summary>Set when a request was stored, so that its notice goes out at once.</summary>
    public Signal Waiting { get; } = new();

    public IReadOnlyList<IContactChannel> All => _channels.Value;

    public bool Any => options.Value.Mail.Host is { Length: > 0 } || options.Value.Webhook.Url is not null;

    /// <summary>The channels that a new request's notices go by: never none.</summary>
    public IReadOnlyList<string> Names => Any ? [.. All.Select(channel => channel.Name)] : [Outbox.Inbox];

    public void Dispose()
    {
        Waiting.Dispose();
        if (_channels.IsValueCreated)
        {
            foreach (var channel in All.OfType<IDisposable>())
                channel.Dispose();
        }
    }

    private static List<IContactChannel> Open(DeliveryOptions options, SiteAddress site, TimeProvider clock)
    {
        var channels = new List<IContactChannel>();
        if (options.Mail.Host is { Length: > 0 })
            channels.Add(new MailChannel(options, site));
        if (options.Webhook.Url is not null)
            channels.Add(new WebhookChannel(options, site, clock));
        return channels;
    }
}
