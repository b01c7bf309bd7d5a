using Chatbot.Conversations;
using Chatbot.Knowledge;
using Chatbot.Operations;
using Chatbot.Tests.Support;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Operations;

public sealed class IdleRestTests
{
    [Fact]
    public void Memory_is_given_back_once_each_time_that_nobody_has_asked_for_a_while()
    {
        var turn = Rooms.TurnWith(Rooms.Library);
        var rests = new List<RestAfter>();
        using var idle = new IdleRest(turn, TimeProvider.System, new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance), rests.Add);

        idle.Look();
        rests.ShouldBeEmpty();
        idle.Look();
        rests.ShouldBe([RestAfter.FirstAnswers], "the first seconds leave something behind too");
        idle.Look();
        rests.Count.ShouldBe(1);

        turn.Take(ConversationState.Fresh, "hello");
        idle.Look();
        rests.Count.ShouldBe(1, "somebody asked since the last look");
        idle.Look();
        idle.Look();
        rests.ShouldBe([RestAfter.FirstAnswers, RestAfter.Answers]);
    }

    [Fact]
    public async Task What_the_start_left_behind_is_given_back_once_the_service_has_started()
    {
        var rested = new TaskCompletionSource<RestAfter>();
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        using var idle = new IdleRest(Rooms.TurnWith(Rooms.Library), TimeProvider.System, lifetime, rested.SetResult);

        await idle.StartAsync(CancellationToken.None);
        rested.Task.IsCompleted.ShouldBeFalse();
        lifetime.NotifyStarted();

        (await rested.Task.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe(RestAfter.Start);
        await idle.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("7f2c8a200000-7f2c8a201000 r-xp 00000000 fe:00 402    /usr/share/a library.so", 0x1000)]
    [InlineData("7f2c8a200000-7f2c8a205000 r--p 00001000 fe:00 402    /app/Chatbot.dll", 0x5000)]
    [InlineData("7f2c8a200000-7f2c8a201000 rw-p 00000000 fe:00 402    /usr/share/a.so", 0)]
    [InlineData("7f2c8a200000-7f2c8a201000 ---p 00000000 fe:00 402    /usr/share/a.so", 0)]
    [InlineData("7f2c8a200000-7f2c8a201000 r--s 00000000 00:01 402    /memfd:doublemapper (deleted)", 0)]
    [InlineData("7f2c8a200000-7f2c8a201000 r--s 00000000 00:01 402    /dev/zero", 0)]
    [InlineData("7f2c8a200000-7f2c8a201000 r--p 00000000 00:00 0", 0)]
    [InlineData("7f2c8a200000-7f2c8a201000 r-xp 00000000 00:00 0                          [vdso]", 0)]
    public void Only_mapped_files_that_nobody_writes_to_are_given_back(string line, int length)
    {
        var range = FilePages.FileRange(line);

        (range is null ? 0 : (int)range.Value.Length).ShouldBe(length);
    }

    [Fact]
    public void Code_whose_pages_were_given_back_still_runs()
    {
        var given = FilePages.GiveBack();

        if (OperatingSystem.IsLinux())
            given.ShouldBePositive();
        Rooms.TurnWith(Rooms.Library).Take(ConversationState.Fresh, "can I drive home?").ShouldNotBeNull();
    }

    [Fact]
    public void An_encoder_that_gave_its_memory_back_says_the_same_as_before()
    {
        using var encoder = SharedEncoder.Open();
        encoder.ShouldNotBeNull();
        var before = encoder.Encode("can I drive home afterwards?");

        encoder.GiveBack();

        encoder.Encode("can I drive home afterwards?").ShouldBe(before);
    }
}
