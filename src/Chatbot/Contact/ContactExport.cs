using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Chatbot.Contact;

/// <summary>A request as a file for the person whose it is: JSON whole, or CSV for a spreadsheet.</summary>
internal static class ContactExport
{
    private const string Newline = "\r\n";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Json(ContactRequest request) => JsonSerializer.Serialize(request, Format) + "\n";

    /// <summary>RFC 4180 with a line of names; field and value in two columns, so that notes and an attached conversation fit.</summary>
    public static string Csv(ContactRequest request)
    {
        var csv = new StringBuilder();
        Line("field", "value");
        Line("reference", request.Listing.Reference);
        Line("received", request.Listing.ReceivedAt.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Line("state", request.Listing.HandledAt is null ? request.Listing.State : "handled");
        Line("urgent", request.Listing.Urgent ? "yes" : "no");
        Line("name", request.Content.Name);
        Line("e-mail", request.Content.Email);
        Line("phone", request.Content.Phone);
        Line("preferred time", request.Content.PreferredTime);
        Line("topic", request.Content.Topic);
        Line("message", request.Content.Message);
        foreach (var question in request.Content.OpenQuestions)
            Line("open question", question);
        foreach (var line in request.Content.Transcript)
            Line(line.FromVisitor ? "visitor said" : "assistant said", line.Text);
        foreach (var note in request.Notes)
            Line($"note by {note.Author}", note.Text);
        return csv.ToString();

        void Line(string field, string? value) => csv.Append(Cell(field)).Append(',').Append(Cell(value ?? "")).Append(Newline);
    }

    /// <summary>
    /// Quoted, and with an apostrophe before what a spreadsheet would take for a formula.
    /// <see href="https://owasp.org/www-community/attacks/CSV_Injection"/>
    /// </summary>
    internal static string Cell(string value)
    {
        // A spreadsheet looks past spaces, and splits at lines: each line's start counts.
        var safe = string.Join('\n', value.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimStart() is ['=' or '+' or '-' or '@' or '\t' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20', ..] ? $"'{line}" : line));
        return $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
