using System.Text;
using Chatbot.Answering;

namespace Chatbot.Protocol;

/// <summary>A reply as plain text.</summary>
internal static class ReplyText
{
    /// <summary>Fixed words and the clinic's facts as they are, quotations in quotes with their number, the sources listed at the end.</summary>
    public static string Plain(Reply reply)
    {
        var text = new StringBuilder();
        foreach (var part in reply.Parts)
        {
            if (text.Length > 0)
                text.Append("\n\n");
            text.Append(part switch
            {
                FixedWords words => words.Text,
                ClinicFact fact => fact.Text,
                Quote { Citation: var c } => $"“{c.Snippet}” [{c.N}]",
                _ => throw new InvalidOperationException($"No text for {part.GetType().Name}"),
            });
        }

        var sources = reply.Citations.Select(c => $"[{c.N}] {c.Source}, “{c.Section}”: {c.Url}").ToList();
        if (sources.Count > 0)
            text.Append("\n\n").AppendJoin('\n', sources);
        return text.ToString();
    }
}
