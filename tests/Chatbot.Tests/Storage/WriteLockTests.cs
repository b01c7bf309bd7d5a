using System.Diagnostics;
using System.Text.Json.Nodes;
using Chatbot.Conversations;
using Chatbot.Storage;
using Chatbot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Storage;

/// <summary>Conversations that write without a pause, and somebody else who needs SQLite's one write lock.</summary>
public sealed class WriteLockTests
{
    private const int Busy = 8;
    private const int Rounds = 40;

    [Fact]
    public async Task Who_wants_the_lock_gets_it_after_the_commits_that_were_on_their_way()
    {
        await using var rooms = new ContactRooms();
        await using var log = new ConversationLog(rooms.Get<IDbContextFactory<ChatbotDb>>(), rooms.Clock, NullLogger<ConversationLog>.Instance);
        using var stop = new CancellationTokenSource();
        var exchanges = 0;
        var talking = Enumerable.Range(0, Busy).Select(i => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await log.ExchangeAsync(new ConversationKey($"c{i}", "test", "u"), new JsonObject { ["text"] = "hello" }, null, state => new Said([], state, MustArrive: false), CancellationToken.None);
                Interlocked.Increment(ref exchanges);
            }
        })).ToList();

        var passed = new List<int>();
        for (var round = 0; round < Rounds; round++)
        {
            var seen = Volatile.Read(ref exchanges) + Busy;
            (await WhenAsync(() => Volatile.Read(ref exchanges) > seen, talking)).ShouldBeTrue();
            await using var db = rooms.Db();
            var before = Volatile.Read(ref exchanges);
            await using var transaction = await db.BeginWriteAsync(CancellationToken.None);
            passed.Add(Volatile.Read(ref exchanges) - before);
        }

        await stop.CancelAsync();
        await Task.WhenAll(talking);
        // One group that is being written, and one that began before the wish was seen.
        passed.Order().ElementAt(Rounds / 2).ShouldBeLessThanOrEqualTo(2 * Busy);
        passed.Max().ShouldBeLessThan(10 * Busy);
    }

    [Fact]
    public async Task A_wish_that_lasts_does_not_stop_conversations()
    {
        await using var rooms = new ContactRooms();
        await using var log = new ConversationLog(rooms.Get<IDbContextFactory<ChatbotDb>>(), rooms.Clock, NullLogger<ConversationLog>.Instance);
        var isReady = new TaskCompletionSource<bool>();
        var wish = WriteLock.WantAsync(() => isReady.Task);
        var began = Stopwatch.GetTimestamp();

        for (var i = 0; i < Rounds; i++)
            (await log.ExchangeAsync(new ConversationKey("c", "test", "u"), new JsonObject { ["text"] = "hello" }, null, state => new Said([], state, MustArrive: false), CancellationToken.None)).ShouldBeOfType<Logged.Stored>();

        // Each waits some hundredths of a second. A second each would make forty.
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(Rounds / 2));
        isReady.SetResult(true);
        (await wish).ShouldBeTrue();
    }

    [Fact]
    public async Task A_wish_ends_with_what_was_done_also_when_that_fails()
    {
        (await WriteLock.WantAsync(() => Task.FromResult(WriteLock.Wanted))).ShouldBeTrue();

        await Should.ThrowAsync<InvalidOperationException>(() => WriteLock.WantAsync<int>(() => throw new InvalidOperationException("no lock")));

        // Other tests may want it at this moment, each for a moment.
        (await WhenAsync(() => !WriteLock.Wanted, [])).ShouldBeTrue();
    }

    private static async Task<bool> WhenAsync(Func<bool> holds, IReadOnlyList<Task> working)
    {
        for (var i = 0; i < 20_000 && !holds(); i++)
        {
            if (working.FirstOrDefault(task => task.IsFaulted) is { } failed)
                await failed;
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        return holds();
    }
}
