using Chatbot.Storage;
using Chatbot.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Storage;

/// <summary>The audit is append-only, and what is done to it all the same is found.</summary>
public sealed class AuditTrailTests
{
    [Fact]
    public async Task Whatever_staff_do_with_a_request_leaves_a_row_and_the_chain_is_whole()
    {
        await using var rooms = new ContactRooms();
        var reference = await rooms.StoreAsync();
        await rooms.Inbox.OpenAsync(reference, "sam", "opened", CancellationToken.None);
        await rooms.Inbox.NoteAsync(reference, "called back", "sam", CancellationToken.None);
        await rooms.Inbox.HandleAsync(reference, handled: true, "sam", CancellationToken.None);
        await rooms.Inbox.OpenAsync(reference, "alex", "exported", CancellationToken.None);
        await rooms.Inbox.EraseAsync(reference, "alex", CancellationToken.None);

        await using var db = rooms.Db();
        var rows = await db.Audit.OrderBy(row => row.Sequence).ToListAsync();

        rows.Select(row => (row.Actor, row.Action, row.Subject)).ShouldBe(
        [
            ("sam", "opened", reference), ("sam", "noted", reference), ("sam", "handled", reference),
            ("alex", "exported", reference), ("alex", "erased", reference),
        ]);
        (await VerifyAsync(rooms)).ShouldBe((5, null));
    }

    [Theory]
    [InlineData("UPDATE Audit SET Actor = 'nobody' WHERE Sequence = 2")]
    [InlineData("DELETE FROM Audit WHERE Sequence = 2")]
    public async Task The_database_itself_refuses_to_change_or_delete_a_row(string sql)
    {
        await using var rooms = await WithRowsAsync(3);

        (await Should.ThrowAsync<SqliteException>(() => ExecuteAsync(rooms, sql))).Message.ShouldContain("append-only");
    }

    [Theory]
    [InlineData("UPDATE Audit SET Actor = 'nobody' WHERE Sequence = 2", 2)]
    [InlineData("UPDATE Audit SET At = At + 1 WHERE Sequence = 3", 3)]
    [InlineData("DELETE FROM Audit WHERE Sequence = 2", 2)]
    [InlineData("UPDATE Audit SET Action = Subject, Subject = Action WHERE Sequence = 1", 1)]
    [InlineData("INSERT INTO Audit SELECT 6, At, Actor, Action, Subject, Detail, Hash FROM Audit WHERE Sequence = 5", 6)]
    public async Task What_is_changed_behind_the_triggers_is_found(string sql, long row)
    {
        await using var rooms = await WithRowsAsync(5);
        await ExecuteAsync(rooms, "DROP TRIGGER Audit_is_not_changed; DROP TRIGGER Audit_is_not_deleted; " + sql);

        (await VerifyAsync(rooms)).BrokenAt.ShouldBe(row);
    }

    [Fact]
    public async Task Rows_cut_off_at_the_end_are_found_by_a_head_that_was_noted()
    {
        await using var rooms = await WithRowsAsync(5);
        var audit = rooms.Get<AuditTrail>();
        string head;
        await using (var db = rooms.Db())
            head = (await audit.VerifyAsync(db, null, CancellationToken.None)).Head;
        await ExecuteAsync(rooms, "DROP TRIGGER Audit_is_not_deleted; DELETE FROM Audit WHERE Sequence = 5");

        await using var after = rooms.Db();
        (await audit.VerifyAsync(after, null, CancellationToken.None)).BrokenAt.ShouldBeNull("the rest fits together");
        (await audit.VerifyAsync(after, head, CancellationToken.None)).BrokenAt.ShouldBe(5);
    }

    [Fact]
    public async Task Many_at_once_make_one_chain()
    {
        await using var rooms = new ContactRooms();
        var reference = await rooms.StoreAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => rooms.Inbox.OpenAsync(reference, $"staff{i}", "opened", CancellationToken.None))));

        (await VerifyAsync(rooms)).ShouldBe((20, null));
    }

    private static async Task<ContactRooms> WithRowsAsync(int count)
    {
        var rooms = new ContactRooms();
        for (var i = 0; i < count; i++)
        {
            await using var db = rooms.Db();
            await rooms.Get<AuditTrail>().RecordAsync(db, "sam", "opened", $"subject {i}", "", CancellationToken.None);
        }

        return rooms;
    }

    private static async Task<(long Rows, long? BrokenAt)> VerifyAsync(ContactRooms rooms)
    {
        await using var db = rooms.Db();
        var verdict = await rooms.Get<AuditTrail>().VerifyAsync(db, null, CancellationToken.None);
        return (verdict.Rows, verdict.BrokenAt);
    }

    private static async Task ExecuteAsync(ContactRooms rooms, string sql)
    {
        await using var db = rooms.Db();
        await db.Database.ExecuteSqlRawAsync(sql);
    }
}
