using System.Net;
using System.Net.Sockets;

namespace Chatbot.Contact;

/// <summary>
/// How many times something may happen in any hour for each key. A place is taken before the work and may be given back
/// when nothing came of it. Kept in memory: a restart forgets, and each replica counts for itself.
/// </summary>
internal sealed class HourlyBudget(TimeProvider clock, int perHour)
{
    private const int PruneAbove = 10_000;
    private const int Ipv6NetworkBytes = 8;
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly Dictionary<string, LinkedList<DateTimeOffset>> _taken = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>True when a place was free; otherwise how long until one is.</summary>
    public bool TryTake(string key, out TimeSpan wait)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (_taken.Count > PruneAbove)
                Prune(now);
            if (!_taken.TryGetValue(key, out var places))
                _taken[key] = places = [];
            while (places.First is { } oldest && now - oldest.Value >= Window)
                places.RemoveFirst();
            wait = places.Count < perHour ? TimeSpan.Zero : places.First!.Value + Window - now;
            if (wait > TimeSpan.Zero)
                return false;
            places.AddLast(now);
            return true;
        }
    }

    public void GiveBack(string key)
    {
        lock (_gate)
        {
            if (_taken.TryGetValue(key, out var places) && places.Count > 0)
                places.RemoveLast();
        }
    }

    /// <summary>A household has a whole /64 of IPv6 addresses: it counts as one.</summary>
    public static string NetworkOf(IPAddress? address)
    {
        if (address is null)
            return "";
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(plain.GetAddressBytes().AsSpan(0, Ipv6NetworkBytes)) : plain.ToString();
    }

    private void Prune(DateTimeOffset now)
    {
        foreach (var (key, _) in _taken.Where(entry => entry.Value.All(at => now - at >= Window)).ToList())
            _taken.Remove(key);
    }
}
