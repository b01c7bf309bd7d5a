using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chatbot.Conversations;

/// <summary>
/// Something the bot says, as the members of an activity that are the same to whoever hears it; who says it to whom, where
/// and when is put in front. It is kept as text: a reply of some kilobytes is written once and copied, not built for every
/// visitor.
/// </summary>
internal sealed class Utterance
{
    /// <summary>Stands in <see cref="Members"/> for the id that the activity will get.</summary>
    public const string OwnId = "urn:activity:own-id";

    private const string BotId = "clinic-assistant";
    private const string BotName = "Clinic assistant";
    private const string BotRole = "bot";

    /// <summary>What is written in front.</summary>
    private static readonly string[] Envelope = ["from", "recipient", "id", "timestamp", "conversation", "replyToId", "channelId", "serviceUrl"];

    private readonly byte[] _members;

    /// <summary>Where <see cref="OwnId"/> stands in <see cref="_members"/>.</summary>
    private readonly int[] _ownIds;

    /// <param name="members">JSON members without the braces around them, such as <c>"type":"message","text":"Hello"</c>. Never empty.</param>
    /// <param name="isCommon">Says nothing that is one visitor's own, so that it may be stored once for all who hear it.</param>
    public Utterance(string members, bool isCommon = false)
    {
        _members = Encoding.UTF8.GetBytes(members);
        _ownIds = [.. Places(_members)];
        IsCommon = isCommon;
        if (isCommon)
            Key = BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(_members));
    }

    /// <summary>The members as text.</summary>
    public string Members => Encoding.UTF8.GetString(_members);

    /// <summary>True for what everybody may get; false for what holds, say, the reference of one contact request.</summary>
    public bool IsCommon { get; }

    /// <summary>
    /// Of a common utterance, the beginning of its SHA-256: with a million of them in the database the odds that any two meet
    /// are one in thirty million.
    /// </summary>
    public long Key { get; }

    /// <summary>Bytes of the members, UTF-8.</summary>
    public int Length => _members.Length;

    /// <summary>These texts are sent as application/json and never put into HTML.</summary>
    public static JsonSerializerOptions Format { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Utterance Of(JsonObject activity, bool isCommon = false)
    {
        var text = activity.ToJsonString(Format);
        return new Utterance(text[1..^1], isCommon);
    }

    /// <summary>The bot's words in a stored activity; null when it is a visitor's.</summary>
    public static Utterance? In(JsonObject activity)
    {
        if ((activity["from"] as JsonObject)?["role"] is not JsonValue role || !role.TryGetValue<string>(out var name) || !string.Equals(name, BotRole, StringComparison.Ordinal))
            return null;
        foreach (var member in Envelope)
            activity.Remove(member);
        return Of(activity);
    }

    /// <summary>The bot, as the sender of an activity.</summary>
    public static JsonObject Bot() => new() { ["id"] = BotId, ["name"] = BotName, ["role"] = BotRole };

    /// <summary>Writes the bot as the member <c>from</c>.</summary>
    public static void WriteBot(Utf8JsonWriter envelope)
    {
        envelope.WriteStartObject("from");
        envelope.WriteString("id", BotId);
        envelope.WriteString("name", BotName);
        envelope.WriteString("role", BotRole);
        envelope.WriteEndObject();
    }

    /// <summary>Bytes that <see cref="WriteTo"/> writes.</summary>
    /// <param name="id">Takes the place of <see cref="OwnId"/>; plain ASCII.</param>
    public int LengthWith(string id) => _members.Length + (_ownIds.Length * (id.Length - OwnId.Length)) + 2;

    /// <summary>Writes the members and the brace that ends the activity, behind an envelope that is open, such as <c>{"id":"1"</c>.</summary>
    /// <param name="to">Where to, UTF-8.</param>
    /// <param name="id">Takes the place of <see cref="OwnId"/>; plain ASCII.</param>
    public void WriteTo(IBufferWriter<byte> to, string id)
    {
        to.Write(","u8);
        var from = 0;
        Span<byte> own = stackalloc byte[Math.Min(id.Length, 512)];
        own = id.Length <= own.Length ? own[..Encoding.ASCII.GetBytes(id, own)] : Encoding.ASCII.GetBytes(id);
        foreach (var at in _ownIds)
        {
            to.Write(_members.AsSpan(from..at));
            to.Write(own);
            from = at + OwnId.Length;
        }

        to.Write(_members.AsSpan(from));
        to.Write("}"u8);
    }

    private static IEnumerable<int> Places(byte[] members)
    {
        var name = Encoding.ASCII.GetBytes(OwnId);
        for (var from = 0; ;)
        {
            var next = members.AsSpan(from).IndexOf(name);
            if (next < 0)
                yield break;
            yield return from + next;
            from += next + name.Length;
        }
    }
}
