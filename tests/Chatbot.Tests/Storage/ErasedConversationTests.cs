using System.Text.Json.Nodes;
using Chatbot.Conversations;
using Chatbot.Storage;
using Chatbot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Storage;

/// <summary>Staff erase a request, and its conversation with it, while the visitor still writes.</summary>
public sealed class ErasedConversationTests
{
    private static readonly Utterance Reply = new("\"type\":\"message\",\"text\":\"quoted\"", isCommon: true);

    [Fact]
    public async Task The_visitor_is_answered_and_sees_the_answer_and_nothing_older_is_left()
    {
        await using var rooms = new ContactRooms();
        await using var log = Log(rooms);
        await SayAsync(log, "c1", "m1", topic: "cost");
        var seen = (await log.AfterAsync("c1", Watermark.Parse(null), CancellationToken.None)).Watermark;
        var attached = await rooms.StoreAsync(ContactRooms.Form() with { Conversation = "c1", AttachConversation = true });
        (await rooms.Inbox.EraseAsync(attached, "sam", CancellationToken.None)).ShouldBeTrue();

        ConversationState? state = null;
        var logged = await log.ExchangeAsync(Key("c1"), Message(), "m2", before => new Said([Reply], state = before, MustArrive: false), CancellationToken.None);

        logged.ShouldBeOfType<Logged.Stored>().Activities.Select(activity => activity.Number).ShouldBe([3, 4]);
        state!.Topic.ShouldBeNull("what was talked about is erased as well");
        (await log.AfterAsync("c1", seen, CancellationToken.None)).Activities.Select(activity => activity.Number).ShouldBe([3, 4], "a client asks for what comes after its watermark");
        await using var again = Log(rooms);
        (await again.AfterAsync("c1", Watermark.Parse(null), CancellationToken.None)).Activities.Select(activity => activity.Number).ShouldBe([3, 4]);
        (await SayAsync(again, "c1", "m3")).Activities.Select(activity => activity.Number).ShouldBe([5, 6]);
    }

    [Fact]
    public async Task Others_whose_messages_are_committed_together_with_it_notice_nothing()
    {
        await using var rooms = new ContactRooms();
        using var tables = await ConversationTables.OpenAsync(rooms.Get<IDbContextFactory<ChatbotDb>>(), CancellationToken.None);
        var (first, second, third) = (Begin("c1"), Begin("c2"), Begin("c3"));
        tables.Store([first, second, third]).ShouldBe([true, true, true]);
        await using (var db = rooms.Db())
        {
            await db.Activities.Where(row => row.ConversationId == "c2").ExecuteDeleteAsync();
            await db.Conversations.Where(row => row.Id == "c2").ExecuteDeleteAsync();
        }

        tables.Store([Next(first), Next(second), Next(third)]).ShouldBe([true, false, true]);

        tables.After("c1", 0, 10).Select(activity => activity.Number).ShouldBe([1, 2]);
        tables.After("c2", 0, 10).ShouldBeEmpty();
        tables.After("c3", 0, 10).Select(activity => activity.Number).ShouldBe([1, 2]);
    }

    private static ExchangeToStore Begin(string id) => Exchange(id, ConversationHead.Unknown);

    private static ExchangeToStore Next(ExchangeToStore before) => Exchange(before.Key.Id, before.After);

    private static ExchangeToStore Exchange(string id, ConversationHead before)
    {
        var number = before.Number + 1;
        var after = before with { Opened = true, Number = number };
        return new ExchangeToStore(Key(id), before, after, [LoggedActivity.OfVisitor(number, at: 1, ConversationLog.IdOf(id, number), "{}")], ClientActivityId: null, At: 1);
    }

    private static ConversationLog Log(ContactRooms rooms) => new(rooms.Get<IDbContextFactory<ChatbotDb>>(), rooms.Clock, NullLogger<ConversationLog>.Instance);

    private static ConversationKey Key(string id) => new(id, "directline", "u");

    private static JsonObject Message() => new() { ["type"] = "message", ["text"] = "hello", ["from"] = new JsonObject { ["role"] = "user" } };

    private static async Task<Logged.Stored> SayAsync(ConversationLog log, string conversation, string clientActivityId, string? topic = null) =>
        (await log.ExchangeAsync(Key(conversation), Message(), clientActivityId, state => new Said([Reply], state with { Topic = topic }, MustArrive: false), CancellationToken.None)).ShouldBeOfType<Logged.Stored>();
}
