using System.Text.Json.Nodes;
using Chatbot.Contact;
using Chatbot.Conversations;
using Chatbot.Storage;
using Chatbot.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Storage;

/// <summary>A reply that many get is stored once; each conversation reads as if it had its own.</summary>
public sealed class SharedRepliesTests
{
    private static readonly Utterance Common = new($"\"type\":\"message\",\"text\":\"quoted “words”\",\"channelData\":{{\"reply\":{{\"kind\":\"abstain\"}}}},\"entities\":[\"{Utterance.OwnId}#like\",\"{Utterance.OwnId}#dislike\"]", isCommon: true);

    [Fact]
    public async Task A_conversation_reads_the_same_from_memory_and_from_the_database()
    {
        await using var rooms = new ContactRooms();
        await using var log = Log(rooms);
        var own = new Utterance("\"type\":\"message\",\"text\":\"Your reference is EA85\"");

        var told = new List<string>();
        foreach (var reply in new[] { Common, own, Common })
            told.AddRange(Activities(await SayAsync(log, "c1", null, reply)).Select(activity => activity.Json));

        await using var again = Log(rooms);
        var (read, watermark) = await again.AfterAsync("c1", Watermark.Parse(null), CancellationToken.None);
        read.Select(activity => activity.Json).ShouldBe(told);
        watermark.ToString().ShouldBe("6");
        var first = JsonNode.Parse(read[1].Json)!;
        first["from"]!["role"]!.GetValue<string>().ShouldBe("bot");
        first["id"]!.GetValue<string>().ShouldBe("c1|0000002");
        first["replyToId"]!.GetValue<string>().ShouldBe("c1|0000001");
        first["text"]!.GetValue<string>().ShouldBe("quoted “words”");
        first["entities"]!.AsArray().Select(entity => entity!.GetValue<string>()).ShouldBe(["c1|0000002#like", "c1|0000002#dislike"]);
        await using var db = rooms.Db();
        (await db.Sayings.CountAsync()).ShouldBe(1, "what one visitor alone may see is in that conversation's own row");
    }

    [Theory]
    [InlineData(0, 200, "1 2 3 4 5 6")]
    [InlineData(1, 200, "2 3 4 5 6")] // The row of activity 1 holds the reply, 2.
    [InlineData(2, 200, "3 4 5 6")]
    [InlineData(5, 200, "6")]
    [InlineData(6, 200, "")]
    [InlineData(0, 3, "1 2 3")]
    [InlineData(3, 1, "4")]
    [InlineData(2, 2, "3 4")]
    public async Task A_watermark_may_stand_between_a_message_and_its_reply(int after, int most, string expected)
    {
        await using var rooms = new ContactRooms();
        await using (var log = Log(rooms))
        {
            for (var i = 0; i < 3; i++)
                await SayAsync(log, "c1", null, Common);
        }

        using var tables = await ConversationTables.OpenAsync(rooms.Get<IDbContextFactory<ChatbotDb>>(), CancellationToken.None);

        string.Join(' ', tables.After("c1", after, most).Select(activity => activity.Number)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("", "1 2 3 4 5 6")] // More than the last exchange: from the database.
    [InlineData("3", "4 5 6")]
    [InlineData("4", "5 6")] // The last exchange, from memory.
    [InlineData("5", "6")]
    [InlineData("6", "7 8")] // Another process's, which this one was not told of.
    public async Task Who_listens_misses_nothing_whoever_added_it(string watermark, string expected)
    {
        await using var rooms = new ContactRooms();
        await using var one = Log(rooms);
        await using var other = Log(rooms);
        for (var i = 0; i < 3; i++)
            await SayAsync(one, "c1", null, Common);
        await SayAsync(other, "c1", null, Common);

        var (read, after) = await one.AfterAsync("c1", Watermark.Parse(watermark), CancellationToken.None);

        var numbers = read.Select(activity => activity.Number).ToList();
        string.Join(' ', numbers.Take(expected.Split(' ').Length)).ShouldBe(expected);
        var (rest, _) = await one.AfterAsync("c1", after, CancellationToken.None);
        numbers.Concat(rest.Select(activity => activity.Number)).Last().ShouldBe(8);
        numbers.Concat(rest.Select(activity => activity.Number)).ShouldBe(Enumerable.Range((int)numbers[0], 9 - (int)numbers[0]).Select(n => (long)n));
    }

    [Fact]
    public async Task The_state_and_the_numbers_go_on_after_a_restart()
    {
        await using var rooms = new ContactRooms();
        await using (var log = Log(rooms))
            await log.ExchangeAsync(Key("c1"), Message(), null, state => new Said([Common], state with { Topic = "aftercare", Panels = 2 }, MustArrive: false), CancellationToken.None);

        await using var again = Log(rooms);
        ConversationState? seen = null;
        var logged = await again.ExchangeAsync(Key("c1"), Message(), null, state => new Said([Common], seen = state, MustArrive: false), CancellationToken.None);

        (seen!.Topic, seen.Panels).ShouldBe(("aftercare", 2));
        Activities(logged).Select(activity => activity.Number).ShouldBe([3, 4]);
    }

    [Theory]
    [InlineData(59, false)]
    [InlineData(60, true)]
    [InlineData(-59, false)]
    [InlineData(-60, true)] // The clock was wrong: a conversation must not be kept until then.
    public async Task When_a_conversation_was_last_active_is_written_to_the_hour(int minutes, bool isWritten)
    {
        await using var rooms = new ContactRooms();
        await using var log = Log(rooms);
        var first = rooms.Clock.GetUtcNow();
        await SayAsync(log, "c1", null, Common);

        rooms.Clock.Jump(TimeSpan.FromMinutes(minutes));
        await SayAsync(log, "c1", null, Common);

        await using var db = rooms.Db();
        (await db.Conversations.SingleAsync()).LastActiveAt.ShouldBe((isWritten ? rooms.Clock.GetUtcNow() : first).ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task The_same_message_is_answered_once_by_two_processes_and_after_a_restart()
    {
        const int messages = 40;
        await using var rooms = new ContactRooms();
        var logged = new List<Logged>();
        await using (var one = Log(rooms))
        await using (var other = Log(rooms))
        {
            for (var i = 0; i < messages; i++)
                logged.AddRange(await Task.WhenAll(new[] { one, other, one, other }.Select(log => Task.Run(() => SayAsync(log, "c1", $"m{i}", Common)))));
        }

        await using var restarted = Log(rooms);
        for (var i = 0; i < messages; i++)
        {
            var again = (await SayAsync(restarted, "c1", $"m{i}", Common)).ShouldBeOfType<Logged.AlreadyThere>();
            again.Activities.Select(activity => activity.Number).ShouldBe([2 * i + 1, 2 * i + 2]);
        }

        logged.OfType<Logged.Stored>().Count().ShouldBe(messages);
        logged.OfType<Logged.AlreadyThere>().Count().ShouldBe(3 * messages);
        await using var db = rooms.Db();
        (await db.Activities.OrderBy(row => row.Number).Select(row => row.ClientActivityId).ToListAsync()).ShouldBe(Enumerable.Range(0, messages).Select(i => $"m{i}"));
    }

    [Fact]
    public async Task Rows_of_the_version_before_are_read_and_gone_on_with()
    {
        var folder = Directory.CreateTempSubdirectory("chatbot-test-").FullName;
        var file = Path.Combine(folder, "chatbot.db");
        await using (var before = new ChatbotDb(new DbContextOptionsBuilder<ChatbotDb>().UseSqlite($"Data Source={file}").Options))
        {
            await before.GetService<IMigrator>().MigrateAsync("20261125224332_ContactDepth");
            await before.Database.ExecuteSqlRawAsync(
                """
                INSERT INTO Conversations VALUES ('c1', 'directline', 'u', '{{"Topic":"cost"}}', 1, 1, 2);
                INSERT INTO Activities (ConversationId, Number, ClientActivityId, Json, At) VALUES
                    ('c1', 1, NULL, '{{"type":"message","text":"welcome","from":{{"role":"bot"}}}}', 1),
                    ('c1', 2, 'm1', '{{"type":"message","text":"what does it cost?","from":{{"role":"user"}}}}', 2),
                    ('c1', 3, NULL, '{{"type":"message","text":"it depends","replyToId":"c1|0000002","from":{{"role":"bot"}}}}', 2);
                """);
        }

        SqliteConnection.ClearAllPools();
        await using var rooms = new ContactRooms(folder, []);
        await using var log = Log(rooms);
        ConversationState? seen = null;
        var known = (await SayAsync(log, "c1", "m1", Common)).ShouldBeOfType<Logged.AlreadyThere>();
        var added = await log.ExchangeAsync(Key("c1"), Message(), "m2", state => new Said([Common], (seen = state) with { Topic = "aftercare" }, MustArrive: false), CancellationToken.None);

        known.Activities.Select(activity => activity.Number).ShouldBe([2, 3]);
        known.Activities[1].Said!.Members.ShouldContain("it depends");
        seen!.Topic.ShouldBe("cost");
        Activities(added).Select(activity => activity.Number).ShouldBe([4, 5]);
        await using var again = Log(rooms);
        (await again.AfterAsync("c1", Watermark.Parse(null), CancellationToken.None)).Activities.Select(activity => activity.Number).ShouldBe([1, 2, 3, 4, 5]);
        await again.ExchangeAsync(Key("c1"), Message(), null, state => new Said([], seen = state, MustArrive: false), CancellationToken.None);
        seen.Topic.ShouldBe("aftercare");
    }

    [Fact]
    public async Task What_is_attached_to_a_request_has_the_replies_too()
    {
        await using var rooms = new ContactRooms();
        await using var log = Log(rooms);
        await SayAsync(log, "c1", null, Common);

        var attached = await rooms.StoreAsync(ContactRooms.Form() with { Conversation = "c1", AttachConversation = true, AttachQuestions = true });

        var opened = (await rooms.Inbox.OpenAsync(attached, "sam", "opened", CancellationToken.None))!;
        opened.Content.Transcript.Select(line => (line.FromVisitor, line.Text)).ShouldBe([(true, "hello"), (false, "quoted “words”")]);
        opened.Content.OpenQuestions.ShouldBe(["hello"]);
    }

    [Fact]
    public async Task A_reply_that_no_conversation_holds_any_more_is_purged_and_one_that_is_said_again_is_there_again()
    {
        await using var rooms = new ContactRooms();
        await using var log = Log(rooms);
        var kept = new Utterance("\"type\":\"message\",\"text\":\"kept\"", isCommon: true);
        await SayAsync(log, "old", null, Common);
        await SayAsync(log, "old", null, kept);
        await PassAsync(20);
        await SayAsync(log, "new", null, kept);

        await PassAsync(11);

        await using (var db = rooms.Db())
        {
            (await db.Conversations.Select(row => row.Id).ToListAsync()).ShouldBe(["new"]);
            (await db.Sayings.Select(row => row.Id).ToListAsync()).ShouldBe([kept.Key]);
        }

        await SayAsync(log, "new", null, Common);
        await using var again = Log(rooms);
        var (read, _) = await again.AfterAsync("new", Watermark.Parse(null), CancellationToken.None);
        read.Select(activity => activity.Said?.Members).ShouldBe([null, kept.Members, null, Common.Members]);

        async Task PassAsync(int days)
        {
            for (var run = 0; run < 4 * days; run++)
            {
                rooms.Clock.Pass(TimeSpan.FromHours(6));
                await rooms.Get<RetentionPurge>().RunAsync("service", false, CancellationToken.None);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(23)] // Of the day in which "said today" is good enough, nearly all has passed.
    public async Task A_reply_that_was_said_of_late_is_left_alone_because_it_is_said_again_without_a_look(int hoursOfDay)
    {
        await using var rooms = new ContactRooms();
        await using var log = Log(rooms);
        await SayAsync(log, "old", null, Common);
        rooms.Clock.Pass(TimeSpan.FromHours(hoursOfDay));
        await SayAsync(log, "old", null, Common);
        await using (var db = rooms.Db())
        {
            await db.Activities.ExecuteDeleteAsync();
            await db.Conversations.ExecuteUpdateAsync(set => set.SetProperty(row => row.LastActiveAt, 0));
        }

        (await rooms.Get<RetentionPurge>().RunAsync("sam", clockIsRight: true, CancellationToken.None)).Conversations.ShouldBe(1);
        await SayAsync(log, "new", null, Common);

        var (read, _) = await log.AfterAsync("new", Watermark.Parse(null), CancellationToken.None);
        read.Select(activity => activity.Said?.Members).ShouldBe([null, Common.Members]);
    }

    private static ConversationLog Log(ContactRooms rooms) => new(rooms.Get<IDbContextFactory<ChatbotDb>>(), rooms.Clock, NullLogger<ConversationLog>.Instance);

    private static ConversationKey Key(string id) => new(id, "directline", "u");

    private static JsonObject Message() => new() { ["type"] = "message", ["text"] = "hello", ["from"] = new JsonObject { ["role"] = "user" } };

    private static Task<Logged> SayAsync(ConversationLog log, string conversation, string? clientActivityId, Utterance reply) =>
        log.ExchangeAsync(Key(conversation), Message(), clientActivityId, state => new Said([reply], state, MustArrive: false), CancellationToken.None);

    private static IReadOnlyList<LoggedActivity> Activities(Logged logged) => logged.ShouldBeOfType<Logged.Stored>().Activities;
}
