using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Chatbot.Tests.Support;

/// <summary>What the mail server does to the next connections.</summary>
internal enum MailFault
{
    None,

    /// <summary>421 instead of a greeting.</summary>
    Closing,

    /// <summary>Accepts the connection and says nothing.</summary>
    Silent,

    /// <summary>Greets one byte a second.</summary>
    Slow,

    /// <summary>451 to RCPT.</summary>
    Later,

    /// <summary>550 to RCPT.</summary>
    Never,

    /// <summary>552 to the text.</summary>
    TextRefused,

    /// <summary>Takes the mail, answers 250 and cuts the line before QUIT.</summary>
    CutAfter250,

    /// <summary>Takes the mail and cuts the line before the 250: the sender cannot know.</summary>
    CutBefore250,
}

/// <summary>A small SMTP server (RFC 5321) on loopback that misbehaves on demand and keeps what it took, byte for byte.</summary>
internal sealed class FakeMailServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    public FakeMailServer()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public MailFault Fault { get; set; }

    /// <summary>Envelope and text of each mail.</summary>
    public ConcurrentQueue<(IReadOnlyList<string> Recipients, string Text)> Mails { get; } = [];

    public int Connections { get; private set; }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Connections++;
                _ = TalkAsync(client, Fault);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client, MailFault fault)
    {
        using var own = client;
        try
        {
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            if (!await GreetAsync(stream, fault))
                return;
            var recipients = new List<string>();
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                switch (line.Split(' ', ':')[0].ToUpperInvariant())
                {
                    case "RCPT" when fault is MailFault.Later:
                        await SayAsync(stream, "451 try again later");
                        break;
                    case "RCPT" when fault is MailFault.Never:
                        await SayAsync(stream, "550 no such mailbox");
                        break;
                    case "RCPT":
                        recipients.Add(line);
                        await SayAsync(stream, "250 ok");
                        break;
                    case "DATA":
                        await SayAsync(stream, "354 go on");
                        if (!await TakeAsync(stream, reader, recipients, fault))
                            return;
                        break;
                    case "QUIT":
                        await SayAsync(stream, "221 bye");
                        return;
                    default:
                        await SayAsync(stream, "250 ok");
                        break;
                }
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The sender gave up, or the test is over.
        }
    }

    private async Task<bool> GreetAsync(NetworkStream stream, MailFault fault)
    {
        switch (fault)
        {
            case MailFault.Closing:
                await SayAsync(stream, "421 not now");
                return false;
            case MailFault.Silent:
                await Task.Delay(Timeout.Infinite, _stop.Token);
                return false;
            case MailFault.Slow:
                foreach (var letter in "220 fake ESMTP\r\n")
                {
                    await stream.WriteAsync(new[] { (byte)letter }, _stop.Token);
                    await Task.Delay(TimeSpan.FromSeconds(1), _stop.Token);
                }

                return true;
            default:
                await SayAsync(stream, "220 fake ESMTP");
                return true;
        }
    }

    private async Task<bool> TakeAsync(NetworkStream stream, StreamReader reader, List<string> recipients, MailFault fault)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
            text.Append(line).Append("\r\n");
        if (fault is MailFault.TextRefused)
        {
            await SayAsync(stream, "552 too much");
            return true;
        }

        Mails.Enqueue(([.. recipients], text.ToString()));
        recipients.Clear();
        if (fault is MailFault.CutBefore250)
            return false;
        await SayAsync(stream, "250 taken");
        return fault is not MailFault.CutAfter250;
    }

    private static async Task SayAsync(NetworkStream stream, string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes($"{line}\r\n"));
}
