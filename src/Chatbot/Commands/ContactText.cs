using System.Text;
using Chatbot.Contact;

namespace Chatbot.Commands;

/// <summary>A request as text for a terminal. Control characters are shown, not sent: they could drive the terminal.</summary>
internal static class ContactText
{
    public static string Of(ContactRequest request)
    {
        var (listing, content) = (request.Listing, request.Content);
        var text = new StringBuilder()
            .AppendLine(listing.Urgent ? $"{listing.Reference}  URGENT" : listing.Reference)
            .AppendLine($"name: {content.Name}")
            .AppendLine($"e-mail: {content.Email}")
            .AppendLine($"phone: {content.Phone}")
            .AppendLine($"when: {content.PreferredTime}")
            .AppendLine($"about: {content.Topic}")
            .AppendLine()
            .AppendLine(content.Message);
        foreach (var question in content.OpenQuestions)
            text.AppendLine($"open question: {question}");
        foreach (var line in content.Transcript)
            text.AppendLine($"{(line.FromVisitor ? "visitor" : "assistant")}: {line.Text}");
        foreach (var note in request.Notes)
            text.AppendLine($"note by {note.Author}, {note.At:yyyy-MM-dd HH:mm} UTC: {note.Text}");
        return string.Concat(text.ToString().Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? '\uFFFD' : c)).Replace("\uFFFD\n", "\n", StringComparison.Ordinal);
    }
}
