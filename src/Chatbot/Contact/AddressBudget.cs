using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Chatbot.Contact;

/// <summary>
/// How many requests one address may store in any hour. A place is taken before the work and given back when nothing new
/// was stored, so that typing errors and retries cost nothing. Kept in memory: a restart forgets.
/// </summary>
internal sealed class AddressBudget(TimeProvider clock, IOptions<ContactOptions> options)
{
    private const int PruneAbove = 10_000;
    private const int Ipv6NetworkBytes = 8;
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly Dictionary<string, List<DateTimeOffset>> _taken = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>True when a place was free; otherwise how long until one is.</summary>
    public bool TryTake(IPAddress? address, out TimeSpan wait)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (_taken.Count > PruneAbove)
                Prune(now);
            var key = Key(address);
            if (!_taken.TryGetValue(key, out var places))
                _taken[key] = places = [];
            places.RemoveAll(at => now - at >= Window);
            wait = places.Count < options.Value.RequestsPerHour ? TimeSpan.Zero : places[0] + Window - now;
            if (wait > TimeSpan.Zero)
                return false;
            places.Add(now);
            return true;
        }
    }

    public void GiveBack(IPAddress? address)
    {
        lock (_gate)
        {
            if (_taken.TryGetValue(Key(address), out var places) && places.Count > 0)
                places.RemoveAt(places.Count - 1);
        }
    }

    private void Prune(DateTimeOffset now)
    {
        foreach (var (key, _) in _taken.Where(entry => entry.Value.All(at => now - at >= Window)).ToList())
            _taken.Remove(key);
    }

    /// <summary>A household has a whole /64 of IPv6 addresses: it counts as one.</summary>
    private static string Key(IPAddress? address)
    {
        if (address is null)
            return "";
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(plain.GetAddressBytes().AsSpan(0, Ipv6NetworkBytes)) : plain.ToString();
    }
}
