using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Chatbot.Answering;
using Chatbot.Conversations;
using Microsoft.Extensions.Caching.Memory;

namespace Chatbot.Protocol;

/// <summary>
/// Answers from the articles that were given in the last minutes, as they were sent: many visitors ask the same, above all
/// by the buttons. A turn depends on nothing but the conversation's state and the text, so the same two give the same.
/// Whatever is urgent, clinical or unanswered is worked out anew each time. Keys are hashes: no visitor's words stay here.
/// </summary>
internal sealed class RememberedReplies(ILogger<RememberedReplies> log) : IDisposable
{
    /// <summary>Characters of all replies together; a reply has a few thousand.</summary>
    private const int MaxChars = 4_000_000;

    /// <summary>New articles show within this time.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _replies = new(new MemoryCacheOptions { SizeLimit = MaxChars });

    /// <summary>Names the question in a conversation's state, for links to <paramref name="site"/>.</summary>
    public static string KeyOf(ConversationState state, string text, string site) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{site}\0{JsonSerializer.Serialize(state)}\0{text}")));

    public Said? Find(string key)
    {
        if (!_replies.TryGetValue<Remembered>(key, out var known))
            return null;
        log.LogInformation("The reply to the same question was given again; reply {Kind} by {Rule}", known!.Kind, known.Rule);
        return known.Said;
    }

    public void Keep(string key, Reply reply, Said said)
    {
        if (reply.Kind is ReplyKind.Answer or ReplyKind.Differ or ReplyKind.Facts)
            _replies.Set(key, new Remembered(said, reply.Kind, reply.Rule), new MemoryCacheEntryOptions { Size = said.Replies.Sum(part => part.Members.Length), AbsoluteExpirationRelativeToNow = Kept });
    }

    public void Dispose() => _replies.Dispose();

    private sealed record Remembered(Said Said, ReplyKind Kind, string Rule);
}
