using System.Runtime.CompilerServices;
using System.Text.Json;
using Chatbot.Answering;

namespace Chatbot.Conversations;

/// <summary>What a conversation remembers between two messages. Stored as JSON; holds no visitor text.</summary>
internal sealed record ConversationState
{
    public static ConversationState Fresh { get; } = new();

    /// <summary>States as JSON: one that was kept with its reply is written for many visitors.</summary>
    private static readonly ConditionalWeakTable<ConversationState, string> Written = [];

    /// <summary>The topic of the last answer, for follow-ups.</summary>
    public string? Topic { get; init; }

    /// <summary>The authored question nearest to the last one answered: it stands for the context of a follow-up and is ours, not the visitor's.</summary>
    public string? LastQuestion { get; init; }

    /// <summary>The article that the conversation keeps to, after a clinic or a person was named.</summary>
    public string? Article { get; init; }

    /// <summary>Addresses of the sentences quoted last, <c>gateway-solutions#s12</c>, for "says who?" and "tell me more".</summary>
    public IReadOnlyList<string> Quoted { get; init; } = [];

    /// <summary>1 once an urgent panel was shown, after which they are shorter. No count: states that lead to the same replies are the same.</summary>
    public int Panels { get; init; }

    /// <summary>1 when the last question found no answer.</summary>
    public int Misses { get; init; }

    /// <summary>As it is stored; null stands for <see cref="Fresh"/>.</summary>
    public static ConversationState Read(string json) => JsonSerializer.Deserialize<ConversationState>(json) ?? Fresh;

    /// <summary>As it is stored.</summary>
    public string ToJson() => Written.GetValue(this, state => JsonSerializer.Serialize(state));
}

/// <summary>A reply and the state to keep for the next message.</summary>
internal sealed record TurnOutcome(Reply Reply, ConversationState State);
