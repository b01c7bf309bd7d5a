using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.FaultTests;

/// <summary>The whole service against a mail server that we did not write: Debian's aiosmtpd, with STARTTLS.</summary>
public sealed class MailPeerTests
{
    [Fact]
    public async Task A_request_becomes_a_mail_over_STARTTLS_and_probe_and_status_say_so()
    {
        var folder = ServiceProcess.NewFolder();
        var certificate = MakeCertificate(folder);
        var port = ServiceProcess.FreePort();
        var mails = Path.Combine(folder, "mail");
        var settings = new Dictionary<string, string>
        {
            ["Delivery__Mail__Host"] = "localhost",
            ["Delivery__Mail__Port"] = $"{port}",
            ["Delivery__Mail__From"] = "chat@clinic.example",
            ["Delivery__Mail__To"] = "desk@clinic.example",
            ["Site__PublicUrl"] = "https://chat.clinic.example",
            ["SSL_CERT_FILE"] = certificate + ".crt",
        };
        using var service = await ServiceProcess.StartAsync(folder, settings: settings);
        using var http = new HttpClient { BaseAddress = service.Address };

        // The mail server is down: the visitor gets the reference as always.
        using var stored = await http.PostAsJsonAsync("/api/contact", Submissions.Form(Guid.NewGuid().ToString("N")));
        var reference = (await stored.Content.ReadFromJsonAsync<JsonObject>())!["reference"]!.GetValue<string>();
        await UntilStateAsync(http, reference, "retrying");
        (await http.GetStringAsync(new Uri("/health/ready", UriKind.Relative))).ShouldContain("\"unsent\":1");
        var environment = settings.Append(new("Storage__Folder", folder)).ToDictionary();
        (await ServiceProcess.CommandAsync(folder, "", environment, "outbox", "probe")).ExitCode.ShouldBe(1);
        (await ServiceProcess.CommandAsync(folder, "", environment, "outbox", "list")).Output.ShouldContain("pending");

        using var server = Process.Start("/usr/bin/python3", ["-m", "aiosmtpd", "-n", "-l", $"127.0.0.1:{port}", "--tlscert", certificate + ".crt", "--tlskey", certificate + ".key", "-c", "aiosmtpd.handlers.Mailbox", mails]);
        try
        {
            await UntilListeningAsync(port);
            await UntilStateAsync(http, reference, "notified");
            var probe = await ServiceProcess.CommandAsync(folder, "", environment, "outbox", "probe");
            probe.ExitCode.ShouldBe(0, probe.Output);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }

        var received = Directory.EnumerateFiles(Path.Combine(mails, "new")).Select(File.ReadAllText).ToList();
        received.Count.ShouldBe(2, "the notice, once, and the probe");
        var mail = received.Single(text => text.Contains(reference));
        mail.ShouldContain($"Subject: New contact request {reference}");
        mail.ShouldContain("https://chat.clinic.example/staff");
        received.ShouldAllBe(text => !text.Contains("sam@example.org") && !text.Contains("Please call"));
    }

    private static async Task UntilStateAsync(HttpClient http, string reference, string state)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (await http.GetStringAsync(new Uri($"/api/contact/{reference}", UriKind.Relative), patience.Token) != $$"""{"state":"{{state}}"}""")
            await Task.Delay(50, patience.Token);
    }

    private static async Task UntilListeningAsync(int port)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, patience.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50, patience.Token);
            }
        }
    }

    private static string MakeCertificate(string folder)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(10));
        var name = Path.Combine(folder, "server");
        File.WriteAllText(name + ".crt", certificate.ExportCertificatePem());
        File.WriteAllText(name + ".key", key.ExportPkcs8PrivateKeyPem());
        return name;
    }
}
