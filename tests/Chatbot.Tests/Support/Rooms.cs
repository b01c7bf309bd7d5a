using Chatbot.Answering;
using Chatbot.Conversations;
using Chatbot.Knowledge;
using Chatbot.Triage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chatbot.Tests.Support;

/// <summary>The inner rooms with the shipped knowledge, built once for all tests.</summary>
internal static class Rooms
{
    private static readonly Lazy<Library> Shipped = new(() => LibraryReader.Read(Repository.Path("knowledge")));
    private static readonly Lazy<TriageDesk> Desk = new(() => TriageRoom.Open(Repository.Path("knowledge")));
    private static readonly Lazy<Turn> Line = new(() => TurnWith(Shipped.Value));

    public static Library Library => Shipped.Value;

    public static TriageDesk Triage => Desk.Value;

    public static Turn Turn => Line.Value;

    public static Turn TurnWith(Library library, ILogger<Turn>? log = null, TriageDesk? triage = null) => new(library, triage ?? Desk.Value, AnsweringRoom.Open(library, withEncoder: true, TextWriter.Null), log ?? NullLogger<Turn>.Instance);

    public static Reply Ask(string text) => Turn.Take(ConversationState.Fresh, text).Reply;
}
