using Chatbot.Answering;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Answering;

/// <summary>When words decide alone because others wait.</summary>
public sealed class HasteTests
{
    private readonly FakeClock _clock = new();
    private long _waiting;

    [Fact]
    public void Few_texts_and_nobody_who_waits_are_no_haste() => New().IsOn(Haste.MostWorking).ShouldBeFalse();

    [Fact]
    public void Many_texts_at_once_are_haste_and_it_lasts_half_a_second_after_the_last_of_them()
    {
        var haste = New();

        haste.IsOn(Haste.MostWorking + 1).ShouldBeTrue();

        _clock.Pass(TimeSpan.FromMilliseconds(400));
        haste.IsOn(Haste.MostWorking + 1).ShouldBeTrue();
        _clock.Pass(TimeSpan.FromMilliseconds(400));
        haste.IsOn(0).ShouldBeTrue("the crowd was there 400 ms ago");
        _clock.Pass(TimeSpan.FromMilliseconds(200));
        haste.IsOn(0).ShouldBeFalse();
    }

    [Fact]
    public void Requests_that_wait_for_a_thread_are_haste()
    {
        var haste = New();
        _waiting = 1000;
        haste.IsOn(1).ShouldBeTrue();
        _waiting = 0;
        _clock.Pass(TimeSpan.FromMilliseconds(600));
        haste.IsOn(1).ShouldBeFalse();
    }

    private Haste New() => new(_clock, () => _waiting);
}
