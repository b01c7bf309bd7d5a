using System.Text;
using Chatbot.Contact;
using Chatbot.Storage;
using Chatbot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Contact;

/// <summary>Requests go when their time is over, never earlier, and what is gone is gone.</summary>
public sealed class RetentionTests
{
    private static readonly TimeSpan Run = TimeSpan.FromHours(6);

    [Fact]
    public async Task A_request_is_purged_after_its_days_and_not_before()
    {
        await using var rooms = new ContactRooms();
        var purge = rooms.Get<RetentionPurge>();
        var reference = await rooms.StoreAsync();

        for (var passed = TimeSpan.Zero; passed <= TimeSpan.FromDays(90); passed += Run)
        {
            (await purge.RunAsync("service", false, CancellationToken.None)).Deleted.ShouldBe(0, $"after {passed}");
            rooms.Clock.Pass(Run);
        }

        (await purge.LookAsync(CancellationToken.None)).Due.ShouldBe([reference]);
        (await rooms.Desk.StateAsync(reference, CancellationToken.None)).ShouldNotBeNull("looking deletes nothing");
        (await purge.RunAsync("service", false, CancellationToken.None)).Deleted.ShouldBe(1);
        (await rooms.Desk.StateAsync(reference, CancellationToken.None)).ShouldBeNull();
        await using var db = rooms.Db();
        (await db.Audit.SingleAsync()).Subject.ShouldBe(reference);
        (await db.Outbox.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_conversation_is_purged_when_nobody_has_gone_on_with_it_unless_it_belongs_to_a_request()
    {
        await using var rooms = new ContactRooms();
        var purge = rooms.Get<RetentionPurge>();
        var reference = await rooms.StoreAsync();
        var start = rooms.Clock.GetUtcNow();
        await using (var db = rooms.Db())
        {
            foreach (var (id, lastDay) in new[] { ("idle", 0), ("attached", 0), ("later", 10) })
            {
                var last = start.AddDays(lastDay).ToUnixTimeMilliseconds();
                db.Conversations.Add(new ConversationRow { Id = id, Channel = "directline", UserId = "dl_1", State = "{}", CreatedAt = start.ToUnixTimeMilliseconds(), LastActiveAt = last });
                db.Activities.Add(new ActivityRow { ConversationId = id, Number = 1, Json = "{}", At = start.ToUnixTimeMilliseconds() });
                db.Activities.Add(new ActivityRow { ConversationId = id, Number = 2, Json = "{}", At = last });
            }

            await db.SaveChangesAsync();
            await db.ContactRequests.Where(row => row.Reference == reference).ExecuteUpdateAsync(set => set.SetProperty(row => row.ConversationId, "attached"));
        }

        for (var passed = TimeSpan.Zero; passed <= TimeSpan.FromDays(30); passed += Run)
        {
            (await purge.RunAsync("service", false, CancellationToken.None)).Conversations.ShouldBe(0, $"after {passed}");
            rooms.Clock.Pass(Run);
        }

        (await purge.LookAsync(CancellationToken.None)).Conversations.ShouldBe(1);
        (await LeftAsync()).ShouldBe(["attached", "idle", "later"], "looking deletes nothing");
        (await purge.RunAsync("service", false, CancellationToken.None)).Conversations.ShouldBe(1);
        (await LeftAsync()).ShouldBe(["attached", "later"]);
        for (var run = 0; run < 80 * 4; run++)
        {
            rooms.Clock.Pass(Run);
            await purge.RunAsync("service", false, CancellationToken.None);
        }

        (await LeftAsync()).ShouldBeEmpty();

        async Task<List<string>> LeftAsync()
        {
            await using var db = rooms.Db();
            var ids = await db.Conversations.Select(row => row.Id).OrderBy(id => id).ToListAsync();
            (await db.Activities.Select(row => row.ConversationId).Distinct().OrderBy(id => id).ToListAsync()).ShouldBe(ids);
            return ids;
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(365)]
    public async Task A_clock_that_jumps_ahead_deletes_nothing_for_a_day(int days)
    {
        await using var rooms = new ContactRooms();
        var purge = rooms.Get<RetentionPurge>();
        await rooms.StoreAsync();
        await purge.RunAsync("service", false, CancellationToken.None);

        rooms.Clock.Jump(TimeSpan.FromDays(days));
        for (var run = 0; run < 5; run++)
        {
            var outcome = await purge.RunAsync("service", false, CancellationToken.None);
            outcome.Deleted.ShouldBe(0, $"run {run}");
            outcome.HeldBack.ShouldNotBeNull();
        }

        rooms.Clock.Jump(TimeSpan.FromDays(-days));
        (await purge.RunAsync("service", false, CancellationToken.None)).HeldBack.ShouldNotBeNull("the clock came back");
    }

    [Fact]
    public async Task A_jump_across_a_restart_is_noticed_too_and_a_person_may_say_that_the_clock_is_right()
    {
        await using var rooms = new ContactRooms();
        await rooms.StoreAsync();
        await rooms.Get<RetentionPurge>().RunAsync("service", false, CancellationToken.None);

        rooms.Clock.Pass(TimeSpan.FromDays(120));
        await using var restarted = new ContactRooms(rooms.Folder, []);
        restarted.Clock.Pass(TimeSpan.FromDays(120));
        var purge = restarted.Get<RetentionPurge>();

        (await purge.RunAsync("service", false, CancellationToken.None)).HeldBack!.ShouldContain("contact purge --clock-is-right");
        (await purge.RunAsync("sam", true, CancellationToken.None)).Deleted.ShouldBe(1);
        rooms.Log.Lines.ShouldAllBe(line => !line.Contains("sam@example.org"));
    }

    [Fact]
    public async Task After_a_jump_the_purge_goes_on_by_itself_when_the_clock_has_been_steady_for_a_day()
    {
        await using var rooms = new ContactRooms();
        await rooms.StoreAsync();
        await rooms.Get<RetentionPurge>().RunAsync("service", false, CancellationToken.None);
        await using var later = new ContactRooms(rooms.Folder, []);
        later.Clock.Jump(TimeSpan.FromDays(120));
        var purge = later.Get<RetentionPurge>();

        var deleted = new List<int>();
        for (var run = 0; run < 6; run++)
        {
            deleted.Add((await purge.RunAsync("service", false, CancellationToken.None)).Deleted);
            later.Clock.Pass(Run);
        }

        deleted.ShouldBe([0, 0, 0, 0, 0, 1]);
    }

    [Fact]
    public async Task The_retention_has_to_be_configured_and_to_be_what_visitors_are_told()
    {
        await using (var missing = new ContactRooms(("Contact:RetentionDays", "")))
            Should.Throw<OptionsValidationException>(() => missing.Desk).Message.ShouldContain("Contact:RetentionDays is missing");
        await using var other = new ContactRooms(("Contact:RetentionDays", "30"));
        Should.Throw<OptionsValidationException>(() => other.Desk).Message.ShouldContain("clinic.yaml");
    }

    [Fact]
    public async Task What_is_erased_is_in_no_byte_of_the_files()
    {
        await using var rooms = new ContactRooms();
        var kept = await rooms.StoreAsync();
        var reference = await rooms.StoreAsync();
        byte[] sealedBytes;
        await using (var db = rooms.Db())
            sealedBytes = (await db.ContactRequests.SingleAsync(row => row.Reference == reference)).Sealed;
        Holds(rooms.Folder, sealedBytes).ShouldBeTrue("the search itself must be able to find what is there");

        (await rooms.Inbox.EraseAsync(reference, "sam", CancellationToken.None)).ShouldBeTrue();

        Holds(rooms.Folder, sealedBytes).ShouldBeFalse();
        (await rooms.Inbox.OpenAsync(kept, "sam", "opened", CancellationToken.None)).ShouldNotBeNull();
        (await rooms.Inbox.EraseAsync(reference, "sam", CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_attached_conversation_is_sealed_with_the_request_exported_and_erased_with_it()
    {
        await using var rooms = new ContactRooms();
        await using (var db = rooms.Db())
        {
            db.Conversations.Add(new ConversationRow { Id = "c1", Channel = "directline", UserId = "u", State = "{}" });
            db.Activities.Add(Said(1, """{"type":"message","text":"do you treat moon dust?","from":{"role":"user"}}"""));
            db.Activities.Add(Said(2, """{"type":"message","text":"not in our articles","from":{"role":"bot"},"channelData":{"reply":{"kind":"abstain"}}}"""));
            db.Activities.Add(Said(3, """{"type":"message","text":"does it hurt?","from":{"role":"user"}}"""));
            db.Activities.Add(Said(4, """{"type":"message","text":"quoted","from":{"role":"bot"},"channelData":{"reply":{"kind":"answer"}}}"""));
            await db.SaveChangesAsync();
        }

        var plain = await rooms.StoreAsync(ContactRooms.Form() with { Conversation = "c1" });
        var attached = await rooms.StoreAsync(ContactRooms.Form() with { Conversation = "c1", AttachConversation = true, AttachQuestions = true });

        (await rooms.Inbox.OpenAsync(plain, "sam", "opened", CancellationToken.None))!.Content.Transcript.ShouldBeEmpty("nothing is attached without a click");
        var opened = (await rooms.Inbox.OpenAsync(attached, "sam", "exported", CancellationToken.None))!;
        opened.Content.Transcript.Select(line => (line.FromVisitor, line.Text)).ShouldBe([(true, "do you treat moon dust?"), (false, "not in our articles"), (true, "does it hurt?"), (false, "quoted")]);
        opened.Content.OpenQuestions.ShouldBe(["do you treat moon dust?"]);
        ContactExport.Json(opened).ShouldContain("moon dust");

        await rooms.Inbox.EraseAsync(attached, "sam", CancellationToken.None);
        await using var after = rooms.Db();
        (await after.Conversations.CountAsync()).ShouldBe(0);
        Holds(rooms.Folder, Encoding.UTF8.GetBytes("moon dust")).ShouldBeFalse();
    }

    private static ActivityRow Said(int number, string json) => new() { ConversationId = "c1", Number = number, Json = json };

    private static bool Holds(string folder, byte[] wanted) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any(file =>
    {
        if (file.EndsWith(".lock", StringComparison.Ordinal))
            return false;
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray().AsSpan().IndexOf(wanted) >= 0;
    });
}
