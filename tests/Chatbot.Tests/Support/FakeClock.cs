namespace Chatbot.Tests.Support;

/// <summary>A clock that a test sets. The wall clock may jump; the ticks only go forward, as a machine's do.</summary>
internal sealed class FakeClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _ticks;

    /// <summary>Time passes.</summary>
    public void Pass(TimeSpan time)
    {
        _now += time;
        _ticks += time.Ticks;
    }

    /// <summary>Somebody sets the clock.</summary>
    public void Jump(TimeSpan by) => _now += by;
}
