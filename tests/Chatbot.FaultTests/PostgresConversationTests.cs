using System.Net;
using System.Text.Json.Nodes;
using Chatbot.Conversations;
using Chatbot.Storage;
using Chatbot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Chatbot.FaultTests;

/// <summary>How conversations are kept, on a real PostgreSQL server: as on SQLite.</summary>
public sealed class PostgresConversationTests
{
    private const string Question = "can I drive home afterwards?";

    [Fact]
    public async Task An_erased_conversation_goes_on_others_notice_nothing_and_replies_that_nobody_holds_are_purged()
    {
        using var server = PostgresServer.Start();
        var storage = ServiceProcess.NewFolder();
        var settings = new Dictionary<string, string> { ["Storage__Provider"] = "PostgreSql", ["Storage__PostgreSql"] = server.ConnectionString };
        var environment = settings.Append(new("Storage__Folder", storage)).ToDictionary();
        using var service = await ServiceProcess.StartAsync(storage, settings: settings);
        using var http = new HttpClient { BaseAddress = service.Address };
        var visitors = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => DirectLineVisitor.ArrivesAsync(http)));
        await SayAsync(visitors, "first");
        var watermark = (await visitors[0].ReadsAsync()).Watermark;
        server.Ask("""SELECT count(*) FROM "Sayings" """).ShouldBe("2", "the welcome and one answer, for all ten");

        // By another process: the service is not told.
        var form = Submissions.Form("attached");
        form["conversation"] = visitors[0].Conversation;
        form["attachConversation"] = true;
        using var stored = await http.PostAsJsonAsync("/api/contact", form);
        stored.StatusCode.ShouldBe(HttpStatusCode.Created);
        var reference = (await stored.Content.ReadFromJsonAsync<JsonObject>())!["reference"]!.GetValue<string>();
        (await ServiceProcess.CommandAsync(storage, "", environment, "contact", "erase", reference, "--yes")).ExitCode.ShouldBe(0);
        server.Ask($"""SELECT count(*) FROM "Activities" WHERE "ConversationId" = '{visitors[0].Conversation}'""").ShouldBe("0");
        await SayAsync(visitors, "second");

        (await visitors[0].ReadsAsync(watermark)).Activities.Count.ShouldBe(2, "the message and the answer");
        (await visitors[0].ReadsAsync()).Activities.Count.ShouldBe(2, "what is older is erased");
        foreach (var other in visitors[1..])
            (await other.ReadsAsync()).Activities.Count.ShouldBe(5);

        // Nine are idle and go; one goes on. What is left of the replies is what that one holds.
        server.Ask($"""UPDATE "Sayings" SET "SaidAt" = 0; UPDATE "Conversations" SET "LastActiveAt" = 0 WHERE "Id" <> '{visitors[0].Conversation}'""");
        (await ServiceProcess.CommandAsync(storage, "", environment, "contact", "purge", "--clock-is-right")).ExitCode.ShouldBe(0);
        server.Ask("""SELECT count(*) FROM "Sayings" """).ShouldBe("1");
        (await visitors[0].ReadsAsync()).Activities.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Rows_of_the_version_before_are_read_and_gone_on_with()
    {
        using var server = PostgresServer.Start();
        await using (var db = new Databases(server).CreateDbContext())
            await db.GetService<IMigrator>().MigrateAsync("20261125224341_InitialPostgres");
        server.Ask(
            """
            INSERT INTO "Conversations" ("Id", "Channel", "UserId", "State", "Welcomed", "CreatedAt", "LastActiveAt") VALUES ('c1', 'directline', 'u', '{"Topic":"cost"}', true, 1, 2);
            INSERT INTO "Activities" ("ConversationId", "Number", "ClientActivityId", "Json", "At") VALUES
                ('c1', 1, NULL, '{"type":"message","text":"welcome","from":{"role":"bot"}}', 1),
                ('c1', 2, 'm1', '{"type":"message","text":"what does it cost?","from":{"role":"user"}}', 2),
                ('c1', 3, NULL, '{"type":"message","text":"it depends","replyToId":"c1|0000002","from":{"role":"bot"}}', 2);
            """);
        await using (var db = new Databases(server).CreateDbContext())
            await db.Database.MigrateAsync();
        var reply = new Utterance("\"type\":\"message\",\"text\":\"quoted\"", isCommon: true);
        ConversationState? seen = null;

        await using (var log = Log(server))
        {
            (await SayAsync(log, "m1")).ShouldBeOfType<Logged.AlreadyThere>().Activities.Select(activity => activity.Number).ShouldBe([2, 3]);
            (await SayAsync(log, "m2")).ShouldBeOfType<Logged.Stored>().Activities.Select(activity => activity.Number).ShouldBe([4, 5]);
            seen!.Topic.ShouldBe("cost");
        }

        await using var again = Log(server);
        var (read, _) = await again.AfterAsync("c1", Watermark.Parse(null), CancellationToken.None);
        read.Select(activity => activity.Number).ShouldBe([1, 2, 3, 4, 5]);
        read[^1].Said!.Members.ShouldBe(reply.Members);
        (await SayAsync(again, "m3")).ShouldBeOfType<Logged.Stored>();
        seen!.Topic.ShouldBe("aftercare");

        Task<Logged> SayAsync(ConversationLog log, string clientActivityId) => log.ExchangeAsync(
            new ConversationKey("c1", "directline", "u"),
            new JsonObject { ["type"] = "message", ["text"] = "hello", ["from"] = new JsonObject { ["role"] = "user" } },
            clientActivityId,
            state => new Said([reply], (seen = state) with { Topic = "aftercare" }, MustArrive: false),
            CancellationToken.None);
    }

    private static async Task SayAsync(DirectLineVisitor[] visitors, string clientActivityId)
    {
        foreach (var said in await Task.WhenAll(visitors.Select(visitor => visitor.SaysAsync(Question, clientActivityId))))
            said.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static ConversationLog Log(PostgresServer server) => new(new Databases(server), TimeProvider.System, NullLogger<ConversationLog>.Instance);

    private sealed class Databases(PostgresServer server) : IDbContextFactory<ChatbotDb>
    {
        private readonly DbContextOptions<PostgresDb> _options = Options(server);

        public ChatbotDb CreateDbContext() => new PostgresDb(_options);

        private static DbContextOptions<PostgresDb> Options(PostgresServer server)
        {
            var builder = new DbContextOptionsBuilder<PostgresDb>();
            PostgresDb.Configure(builder, server.ConnectionString);
            return builder.Options;
        }
    }
}
