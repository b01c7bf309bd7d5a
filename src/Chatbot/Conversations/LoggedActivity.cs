using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chatbot.Conversations;

/// <summary>
/// An activity with its place in the conversation. A visitor's is text; what the bot said is put together with its envelope
/// only when somebody asks for it.
/// </summary>
internal sealed class LoggedActivity
{
    private readonly string? _text;
    private readonly string? _conversation;
    private readonly string? _replyTo;
    private readonly Utterance? _said;
    private readonly bool _isVisitors;

    private LoggedActivity(long number, long at, string id, string? text, bool isVisitors, Utterance? said, string? conversation, string? replyTo)
    {
        Number = number;
        At = at;
        Id = id;
        _text = text;
        _isVisitors = isVisitors;
        _said = said;
        _conversation = conversation;
        _replyTo = replyTo;
    }

    /// <summary>1, 2, 3 … within the conversation.</summary>
    public long Number { get; }

    /// <summary>When it was taken: Unix milliseconds.</summary>
    public long At { get; }

    /// <summary>The activity's id, as clients see it.</summary>
    public string Id { get; }

    /// <summary>What the bot said; null for a visitor's activity.</summary>
    public Utterance? Said => _said ?? (_isVisitors ? null : Utterance.In(Parse()));

    /// <summary>What the bot said, to be stored once for all who hear it; null for anything else.</summary>
    public Utterance? Common => _said is { IsCommon: true } ? _said : null;

    /// <summary>The whole activity: clients get this text as it is.</summary>
    public string Json
    {
        get
        {
            if (_text is not null)
                return _text;
            var text = new ArrayBufferWriter<byte>(_said!.Length + 512);
            WriteTo(text);
            return Encoding.UTF8.GetString(text.WrittenSpan);
        }
    }

    /// <summary>One that is stored as a whole, whoever's it is.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="at">Unix milliseconds.</param>
    /// <param name="id">Its id.</param>
    /// <param name="json">The whole of it.</param>
    public static LoggedActivity Stored(long number, long at, string id, string json) => new(number, at, id, json, isVisitors: false, said: null, conversation: null, replyTo: null);

    /// <summary>What a visitor sent.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="at">Unix milliseconds.</param>
    /// <param name="id">Its id.</param>
    /// <param name="json">The whole of it.</param>
    public static LoggedActivity OfVisitor(long number, long at, string id, string json) => new(number, at, id, json, isVisitors: true, said: null, conversation: null, replyTo: null);

    /// <summary>What the bot says.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="at">Unix milliseconds.</param>
    /// <param name="id">Its id; plain ASCII.</param>
    /// <param name="conversation">Whose conversation.</param>
    /// <param name="said">What the bot said.</param>
    /// <param name="replyTo">The id of the activity that it answers; null when it answers none.</param>
    public static LoggedActivity OfBot(long number, long at, string id, string conversation, Utterance said, string? replyTo) => new(number, at, id, text: null, isVisitors: false, said, conversation, replyTo);

    /// <summary>Reads the text anew at each call, so that nobody changes what somebody else holds.</summary>
    public JsonObject Parse() => JsonNode.Parse(Json)!.AsObject();

    /// <summary>Writes the whole activity, UTF-8.</summary>
    public void WriteTo(IBufferWriter<byte> to)
    {
        if (_text is not null)
        {
            Encoding.UTF8.GetBytes(_text, to);
            return;
        }

        using (var envelope = new Utf8JsonWriter(to, new JsonWriterOptions { Encoder = Utterance.Format.Encoder }))
        {
            envelope.WriteStartObject();
            Utterance.WriteBot(envelope);
            envelope.WriteString("id", Id);
            envelope.WriteString("timestamp", TimeText(At));
            envelope.WriteStartObject("conversation");
            envelope.WriteString("id", _conversation);
            envelope.WriteEndObject();
            if (_replyTo is not null)
                envelope.WriteString("replyToId", _replyTo);
        }

        _said!.WriteTo(to, Id);
    }

    /// <summary>True for what the bot said to an activity; a visitor's own replyToId does not count.</summary>
    public bool IsReplyTo(string id)
    {
        if (_said is not null)
            return string.Equals(_replyTo, id, StringComparison.Ordinal);
        var activity = Parse();
        return activity["from"]?["role"]?.ToString() is "bot" && string.Equals(activity["replyToId"]?.ToString(), id, StringComparison.Ordinal);
    }

    /// <summary>An activity's <c>timestamp</c>: UTC to the millisecond.</summary>
    public static string TimeText(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
