using System.Net;
using System.Net.Sockets;
using Chatbot.BotFramework;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Channels;

/// <summary>Where replies and our token may go, with the real HTTP clients and real listeners.</summary>
public sealed class ConnectorTests
{
    /// <summary>{0} is the port of a listener on every loopback address; whoever connects there was led astray.</summary>
    private static readonly string[] Forged =
    [
        "http://127.0.0.1:{0}/", "https://127.0.0.1:{0}/", "https://localhost:{0}/", "https://LOCALHOST.:{0}/", "https://[::1]:{0}/", "https://[::ffff:127.0.0.1]:{0}/",
        "https://2130706433:{0}/", "https://0x7f000001:{0}/", "https://0177.0.0.1:{0}/", "https://127.1:{0}/", "https://0.0.0.0:{0}/", "https://[::]:{0}/", "https://127.0.0.2:{0}/",
        "https://smba.trafficmanager.net@127.0.0.1:{0}/", "https://127.0.0.1:{0}/?smba.trafficmanager.net", "https://127.0.0.1:{0}/#.botframework.com", "https://127.0.0.1:{0}\\.botframework.com/",
        "https://ip6-localhost:{0}/", "https://evil.trafficmanager.net:{0}/", "https://smba.trafficmanager.net.evil.example:{0}/", "https://botframework.com.evil.example:{0}/",
        "https://evilbotframework.com:{0}/", "https://botframework.com:{0}/", "https://smba.trafficmanager.net:{0}/", "http://smba.trafficmanager.net:{0}/", "https://169.254.169.254:{0}/", "https://10.0.0.1:{0}/",
        "https://[fe80::1]:{0}/", "https://[fd00::1]:{0}/", "https://[64:ff9b::7f00:1]:{0}/", "ftp://127.0.0.1:{0}/", "file:///etc/passwd", "//127.0.0.1:{0}/", "not an address", "",
    ];

    public static TheoryData<string> ForgedAddresses => [.. Forged];

    [Theory]
    [MemberData(nameof(ForgedAddresses))]
    public async Task A_forged_service_url_gets_no_connection_and_no_token(string pattern)
    {
        using var trap = new Trap();
        var address = string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, trap.Port);
        var (asChannel, channelTokens) = Connector("Production");
        var (asEmulator, emulatorTokens) = Connector("Production");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));

        var sent = new[]
        {
            await asChannel.SendAsync(Sender.Channel, address, "c", "a", "{}"u8.ToArray(), patience.Token),
            await asEmulator.SendAsync(Sender.Emulator, address, "c", "a", "{}"u8.ToArray(), patience.Token),
        };

        sent.ShouldBe([false, false]);
        trap.Connections.ShouldBe(0);
        (channelTokens.Asked + emulatorTokens.Asked).ShouldBe(0);
    }

    [Fact]
    public async Task The_trap_sees_a_connection_where_one_is_allowed()
    {
        using var trap = new Trap();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));

        await Connector("Development").Client.SendAsync(Sender.OnThisMachine, $"http://127.0.0.1:{trap.Port}/", "c", "a", "{}"u8.ToArray(), patience.Token);

        trap.Connections.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using var trap = new Trap();
        using var redirecting = new Trap($"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:{trap.Port}/\r\nContent-Length: 0\r\n\r\n");

        var sent = await Connector("Development").Client.SendAsync(Sender.OnThisMachine, $"http://127.0.0.1:{redirecting.Port}/", "c", "a", "{}"u8.ToArray(), CancellationToken.None);

        sent.ShouldBeFalse();
        redirecting.Connections.ShouldBe(1);
        trap.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Our_token_is_asked_for_once_kept_until_five_minutes_before_its_end_and_asked_for_again_when_refused()
    {
        var peer = new MicrosoftHosts();
        var clock = new MovedClock();
        var connector = new ConnectorClient(peer, Options.Create(Registered()), new Place("Production"), clock, NullLogger<ConnectorClient>.Instance);
        Task<bool> SendAsync() => connector.SendAsync(Sender.Channel, "https://smba.trafficmanager.net/emea/", "19:a|b", "1", "{}"u8.ToArray(), CancellationToken.None);

        (await SendAsync()).ShouldBeTrue();
        (await SendAsync()).ShouldBeTrue();
        peer.Asked.ShouldBe(1);
        clock.Ahead = TimeSpan.FromMinutes(54);
        await SendAsync();
        peer.Asked.ShouldBe(1);
        clock.Ahead = TimeSpan.FromMinutes(56);
        await SendAsync();
        peer.Asked.ShouldBe(2);
        peer.Refuse = true;
        (await SendAsync()).ShouldBeFalse();
        peer.Refuse = false;
        await SendAsync();

        peer.Asked.ShouldBe(3);
        peer.TokenForm.ShouldBe("grant_type=client_credentials&client_id=app-1&client_secret=s3cret&scope=https%3A%2F%2Fapi.botframework.com%2F.default");
        peer.TokenAddress.ShouldBe("https://login.microsoftonline.com/botframework.com/oauth2/v2.0/token");
        peer.Sent.ShouldAllBe(sent => sent == "Bearer t1" || sent == "Bearer t2" || sent == "Bearer t3");
        peer.Paths.ShouldAllBe(path => path == "/emea/v3/conversations/19%3Aa%7Cb/activities/1");
    }

    [Theory]
    [InlineData("https://smba.trafficmanager.net/amer/", true)]
    [InlineData("https://webchat.botframework.com/", true)]
    [InlineData("https://europe.directline.botframework.com/", true)]
    [InlineData("https://SMBA.trafficmanager.net/", true)]
    [InlineData("http://webchat.botframework.com/", false)]
    [InlineData("https://webchat.botframework.com:8443/", false)]
    [InlineData("https://evil.trafficmanager.net/", false)]
    [InlineData("https://smba.trafficmanager.net.evil.example/", false)]
    [InlineData("https://evilbotframework.com/", false)]
    public void Our_token_goes_to_microsofts_hosts_only(string address, bool expected) =>
        ConnectorClient.MayHoldToken(new Uri(address)).ShouldBe(expected);

    private static BotFrameworkOptions Registered() => new() { AppId = "app-1", AppPassword = "s3cret" };

    private static (ConnectorClient Client, CountingFactory Tokens) Connector(string environment)
    {
        var factory = new CountingFactory();
        return (new ConnectorClient(factory, Options.Create(Registered()), new Place(environment), TimeProvider.System, NullLogger<ConnectorClient>.Instance), factory);
    }

    /// <summary>The real handlers, with a look at who asks for a token.</summary>
    private sealed class CountingFactory : IHttpClientFactory
    {
        public int Asked { get; private set; }

        public HttpClient CreateClient(string name) => new(new Watching(this)
        {
            InnerHandler = ConnectorAddresses.Handler(name == ConnectorClient.Public ? ConnectorAddresses.IsPublic : address => ConnectorAddresses.IsLoopback(address)),
        });

        private sealed class Watching(CountingFactory factory) : DelegatingHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                if (request.RequestUri!.Host == "login.microsoftonline.com" || request.Headers.Authorization is not null)
                    factory.Asked++;
                return base.SendAsync(request, cancellationToken);
            }
        }
    }

    /// <summary>Stands for login.microsoftonline.com and the channel, which cannot be reached from here.</summary>
    private sealed class MicrosoftHosts : HttpMessageHandler, IHttpClientFactory
    {
        public int Asked { get; private set; }

        public bool Refuse { get; set; }

        public string? TokenForm { get; private set; }

        public string? TokenAddress { get; private set; }

        public List<string> Sent { get; } = [];

        public List<string> Paths { get; } = [];

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Host == "login.microsoftonline.com")
            {
                Asked++;
                TokenForm = await request.Content!.ReadAsStringAsync(cancellationToken);
                TokenAddress = request.RequestUri.ToString();
                return new HttpResponseMessage { Content = new StringContent($$"""{"access_token":"t{{Asked}}","expires_in":3600}""") };
            }

            Sent.Add($"{request.Headers.Authorization}");
            Paths.Add(request.RequestUri.PathAndQuery);
            return new HttpResponseMessage(Refuse ? HttpStatusCode.Unauthorized : HttpStatusCode.Created);
        }
    }

    private sealed class MovedClock : TimeProvider
    {
        private readonly DateTimeOffset _start = System.GetUtcNow();

        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => _start + Ahead;
    }

    /// <summary>Listens on all loopback addresses and counts who comes.</summary>
    private sealed class Trap : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.IPv6Any, 0);
        private int _connections;

        public Trap(string? response = null)
        {
            _listener.Server.DualMode = true;
            _listener.Start();
            _ = AcceptAsync(response);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Connections => Volatile.Read(ref _connections);

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync(string? response)
        {
            try
            {
                while (true)
                {
                    using var peer = await _listener.AcceptTcpClientAsync();
                    Interlocked.Increment(ref _connections);
                    if (response is null)
                        continue;
                    var stream = peer.GetStream();
                    if (await stream.ReadAsync(new byte[4096]) > 0)
                        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(response));
                }
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException or IOException)
            {
                // The test is over.
            }
        }
    }

    private sealed class Place(string environment) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = environment;

        public string ApplicationName { get; set; } = "Chatbot";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
