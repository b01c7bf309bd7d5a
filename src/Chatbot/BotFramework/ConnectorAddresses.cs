using System.Net;
using System.Net.Sockets;

namespace Chatbot.BotFramework;

/// <summary>
/// Which addresses the connector may open a connection to, judged after the name was resolved: with an app id public ones
/// only, so that no serviceUrl reaches into the clinic's network; without one this machine only.
/// </summary>
internal static class ConnectorAddresses
{
    /// <summary>Networks that are no public peers: IANA's special-purpose address registries for IPv4 and IPv6 (RFC 6890).</summary>
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    /// <summary>Global unicast is 2000::/3; these parts of it are documentation, or carry an IPv4 address inside (Teredo, 6to4).</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] SpecialInGlobalUnicast = [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20")];

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? !Special.Any(network => network.Contains(address))
            : GlobalUnicast.Contains(address) && !SpecialInGlobalUnicast.Any(network => network.Contains(address));
    }

    public static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    /// <summary>A handler without redirects, cookies and proxies, which would all lead around the check of the address.</summary>
    public static SocketsHttpHandler Handler(Func<IPAddress, bool> allowed) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, allowed, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint peer, Func<IPAddress, bool> allowed, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(peer.Host, cancellationToken);
        var good = addresses.Where(allowed).ToArray();
        if (good.Length == 0)
            throw new HttpRequestException("The peer's address is not allowed.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(good, peer.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
