using System.Net;
using System.Net.Mail;
using System.Text;
using Chatbot.Protocol;

namespace Chatbot.Contact.Delivery;

/// <summary>A mail to staff: a reference and where to sign in. What the visitor wrote is never in it.</summary>
internal sealed class MailChannel(DeliveryOptions options, SiteAddress site) : IContactChannel
{
    // https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1: 4yz may be tried again, 5yz not.
    private const int FirstPermanent = 500;
    private const int FirstTransient = 400;

    public string Name => "mail";

    public string Target => $"{options.Mail.To} by {options.Mail.Host}:{options.Mail.Port}";

    public async Task<DeliveryResult> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        var mail = options.Mail;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Timeout);
        try
        {
            using var message = Compose(notice);
            using var client = new SmtpClient(mail.Host!, mail.Port)
            {
                EnableSsl = mail.StartTls,
                DeliveryFormat = SmtpDeliveryFormat.SevenBit,
                Credentials = string.IsNullOrEmpty(mail.User) ? null : new NetworkCredential(mail.User, mail.Password),
            };
            // A server that accepts and then says nothing may hold the send beyond its cancellation.
            await client.SendMailAsync(message, patience.Token).WaitAsync(patience.Token);
            return new DeliveryResult.Delivered();
        }
        catch (SmtpException fault)
        {
            return Read(fault);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryResult.Deferred("timeout");
        }
        catch (Exception fault) when (fault is IOException or InvalidOperationException or FormatException or System.Net.Sockets.SocketException or System.Security.Authentication.AuthenticationException)
        {
            return new DeliveryResult.Deferred(fault.GetType().Name);
        }
    }

    private MailMessage Compose(Notice notice)
    {
        var from = new MailAddress(options.Mail.From!);
        var kind = $"{(notice.Urgent ? "URGENT: new" : "New")} contact request {notice.Reference}{(notice.Suspected ? " (may be spam)" : "")}";
        var where = site.Configured.Length > 0 ? $"{site.Configured}/staff" : "the staff inbox (/staff)";
        var message = new MailMessage
        {
            From = from,
            Subject = kind,
            Body = $"{kind}.\n\nLog in to read it: {where}\n\nThis mail holds nothing of what the visitor wrote.\n",
            BodyEncoding = Encoding.ASCII,
            SubjectEncoding = Encoding.ASCII,
            Priority = notice.Urgent ? MailPriority.High : MailPriority.Normal,
        };
        message.To.Add(new MailAddress(options.Mail.To!));
        message.Headers.Add("Message-ID", $"<{notice.MessageId}@{from.Host}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    /// <summary>Faults without a code of the server's (refused, dropped, no STARTTLS) may pass.</summary>
    private static DeliveryResult Read(SmtpException fault) => (int)fault.StatusCode switch
    {
        >= FirstPermanent and var code => new DeliveryResult.Refused($"SMTP {code}"),
        >= FirstTransient and var code => new DeliveryResult.Deferred($"SMTP {code}"),
        _ => new DeliveryResult.Deferred((fault.InnerException ?? fault).GetType().Name),
    };
}
