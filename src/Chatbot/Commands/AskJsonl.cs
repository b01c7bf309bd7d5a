using System.Text.Json;
using Chatbot.Conversations;
using Chatbot.Protocol;

namespace Chatbot.Commands;

/// <summary>
/// <c>ask --jsonl</c>: one request a line in, one reply a line out, in order. Lines that share a <c>conversation</c> are
/// one conversation; a line without one starts a fresh one.
/// </summary>
internal sealed class AskJsonl(Turn turn, TextReader input, TextWriter output, TextWriter errors)
{
    public int Run()
    {
        var states = new Dictionary<string, ConversationState>(StringComparer.Ordinal);
        var failed = 0;
        var number = 0;
        while (input.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            AskRequest? request = null;
            try
            {
                request = JsonSerializer.Deserialize<AskRequest>(line, AskRequest.Format);
            }
            catch (JsonException)
            {
                // Said below: the line's own text stays out of the message.
            }

            if (request is null)
            {
                errors.WriteLine($"""Line {number} is not an object like {"{"}"id":"q1","text":"…"{"}"}; it is left out.""");
                failed++;
                continue;
            }

            var conversation = request.Conversation ?? $"line-{number}";
            var outcome = turn.Take(states.GetValueOrDefault(conversation, ConversationState.Fresh), request.Text ?? "");
            if (request.Conversation is not null)
                states[conversation] = outcome.State;
            output.WriteLine(JsonSerializer.Serialize(ReplyJson.Of(outcome.Reply, request.Id, conversation), ReplyJson.Format));
            output.Flush();
        }

        return failed == 0 ? 0 : 1;
    }
}
