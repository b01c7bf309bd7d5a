using Chatbot.Contact;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Contact;

/// <summary>Exports that no spreadsheet takes for formulas.</summary>
public sealed class ExportTests
{
    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("", "\"\"")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+49 30 901820", "\"'+49 30 901820\"")]
    [InlineData("-2+3", "\"'-2+3\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("  =1", "\"'  =1\"")]
    [InlineData("\uFF1D1", "\"'\uFF1D1\"")]
    [InlineData("a\r=1", "\"a\n'=1\"")]
    [InlineData("a\n=HYPERLINK(\"http://x\")", "\"a\n'=HYPERLINK(\"\"http://x\"\")\"")]
    [InlineData("\",=1,\"", "\"\"\",=1,\"\"\"")]
    public void A_cell_is_quoted_and_never_a_formula(string value, string cell) => ContactExport.Cell(value).ShouldBe(cell);

    [Fact]
    public async Task An_export_holds_every_field_in_both_formats()
    {
        await using var rooms = new ContactRooms();
        var reference = await rooms.StoreAsync(ContactRooms.Form() with { Name = "=Sam", Phone = "+1 646 694 1660", PreferredTime = "mornings", Topic = "start", Message = "two\nlines" });
        await rooms.Inbox.NoteAsync(reference, "=called", "alex", CancellationToken.None);

        var request = (await rooms.Inbox.OpenAsync(reference, "alex", "exported", CancellationToken.None))!;
        var csv = ContactExport.Csv(request);
        var json = System.Text.Json.JsonDocument.Parse(ContactExport.Json(request)).RootElement;

        csv.ShouldStartWith("\"field\",\"value\"\r\n");
        foreach (var line in new[] { $"\"reference\",\"{reference}\"", "\"name\",\"'=Sam\"", "\"phone\",\"'+1 646 694 1660\"", "\"preferred time\",\"mornings\"", "\"topic\",\"start\"", "\"message\",\"two\nlines\"", "\"note by alex\",\"'=called\"" })
            csv.ShouldContain(line + "\r\n");
        json.GetProperty("content").GetProperty("name").GetString().ShouldBe("=Sam");
        json.GetProperty("notes")[0].GetProperty("text").GetString().ShouldBe("=called");
    }
}
