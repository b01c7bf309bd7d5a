using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chatbot.Answering;
using Chatbot.Conversations;
using Chatbot.Knowledge;

namespace Chatbot.Protocol;

/// <summary>
/// A reply as an activity: Markdown with numbered citations, the same citations as schema.org claims, suggested actions,
/// the contact form as an Adaptive Card, and the reply itself in <c>channelData.reply</c> for clients that draw it their
/// own way. Every client gets the same.
/// </summary>
internal sealed class ReplyActivity(Library library)
{
    /// <summary>As long as somebody remembers the reply, its text for the site that asked last; nearly always there is one site.</summary>
    private readonly ConditionalWeakTable<Reply, Rendered> _rendered = [];

    /// <summary>A reply that holds nothing of the visitor's, such as every one to a question.</summary>
    /// <param name="reply">What to say.</param>
    /// <param name="site">Origin for links, without a slash at the end; empty for links relative to the page.</param>
    public Utterance Of(Reply reply, string site)
    {
        if (_rendered.TryGetValue(reply, out var known) && string.Equals(known.Site, site, StringComparison.Ordinal))
            return known.Utterance;
        var utterance = Render(reply, site, isCommon: true);
        _rendered.AddOrUpdate(reply, new Rendered(site, utterance));
        return utterance;
    }

    /// <summary>A reply that is for one visitor's eyes, such as one with the reference of a contact request.</summary>
    public Utterance Own(Reply reply, string site) => Render(reply, site, isCommon: false);

    private Utterance Render(Reply reply, string site, bool isCommon)
    {
        var data = new JsonObject { ["reply"] = Data(reply) };
        var activity = new JsonObject
        {
            ["type"] = "message",
            ["locale"] = "en",
            ["text"] = Markdown(reply, site),
            ["textFormat"] = "markdown",
            ["speak"] = Spoken(reply),
            ["inputHint"] = "acceptingInput",
            ["channelData"] = data,
        };
        var isRated = MayBeRated(reply);
        if (isRated || reply.Citations.Any())
            activity["entities"] = new JsonArray(Message(reply, site, isRated));

        // Teams and the Playground draw their own thumbs, and ask for a reason, where this stands.
        if (isRated)
            data["feedbackLoop"] = new JsonObject { ["type"] = "default" };
        if (reply.Suggestions.Count > 0)
        {
            activity["suggestedActions"] = new JsonObject
            {
                ["actions"] = new JsonArray([.. reply.Suggestions.Select(suggestion => (JsonNode)new JsonObject { ["type"] = "imBack", ["title"] = suggestion.Text, ["value"] = suggestion.Text })]),
            };
        }

        if (reply.ContactForm)
            activity["attachments"] = new JsonArray(new JsonObject { ["contentType"] = "application/vnd.microsoft.card.adaptive", ["content"] = ContactCard.Of(library) });
        return Utterance.Of(activity, isCommon);
    }

    /// <summary>What came from the articles, or was not found there. Nobody is asked for a rating of a crisis panel.</summary>
    private static bool MayBeRated(Reply reply) => reply.Kind is ReplyKind.Answer or ReplyKind.Differ or ReplyKind.Facts or ReplyKind.Abstain;

    private static string Markdown(Reply reply, string site)
    {
        var text = new StringBuilder();
        foreach (var part in reply.Parts)
        {
            if (text.Length > 0)
                text.Append("\n\n");
            text.Append(part switch
            {
                FixedWords words => words.Text,
                ClinicFact fact => Escape(fact.Text),
                Quote { Citation: var c } => $"> “{Escape(c.Snippet)}” [{c.N}]",
                _ => throw new InvalidOperationException($"No Markdown for {part.GetType().Name}"),
            });
        }

        var sources = reply.Citations.Select(c => $"[{c.N}]: {site}{c.Url} \"{c.Source}: {c.Section}\"").ToList();
        if (sources.Count > 0)
            text.Append("\n\n").AppendJoin('\n', sources);
        return text.ToString();
    }

    private static string Spoken(Reply reply) =>
        string.Join(' ', reply.Parts.Select(part => part switch
        {
            FixedWords words => words.Text.Replace('\n', ' '),
            ClinicFact fact => fact.Text,
            Quote { Citation: var c } => $"{c.Source}: {c.Snippet}",
            _ => "",
        }));

    /// <summary>https://schema.org/Claim citations, and thumbs as potential actions, as Web Chat and Teams read them.</summary>
    private static JsonObject Message(Reply reply, string site, bool isRated)
    {
        var message = new JsonObject
        {
            ["type"] = "https://schema.org/Message",
            ["@type"] = "Message",
            ["@context"] = "https://schema.org",
            ["@id"] = "",
        };
        if (reply.Citations.Any())
        {
            message["citation"] = new JsonArray([.. reply.Citations.Select(c => (JsonNode)new JsonObject
            {
                ["@type"] = "Claim",
                ["position"] = c.N,
                ["appearance"] = new JsonObject
                {
                    ["@type"] = "DigitalDocument",
                    ["name"] = $"{c.Source}: {c.Section}",
                    ["url"] = site + c.Url,
                    ["abstract"] = c.Snippet,
                },
            })]);
        }

        if (isRated)
            message["potentialAction"] = new JsonArray(Feedback.Action(Feedback.Like), Feedback.Action(Feedback.Dislike));
        return message;
    }

    private static JsonObject Data(Reply reply) => new()
    {
        ["kind"] = ReplyJson.KindName(reply.Kind),
        ["parts"] = new JsonArray([.. reply.Parts.Select(part => (JsonNode)(part switch
        {
            FixedWords words => new JsonObject { ["type"] = "words", ["id"] = words.Id, ["text"] = words.Text },
            ClinicFact fact => new JsonObject { ["type"] = "fact", ["name"] = fact.Name, ["text"] = fact.Text },
            Quote quote => new JsonObject { ["type"] = "quote", ["n"] = quote.Citation.N },
            _ => throw new InvalidOperationException($"No data for {part.GetType().Name}"),
        }))]),
        ["citations"] = new JsonArray([.. reply.Citations.Select(Cited)]),
        ["helpLine"] = reply.HelpLine,
        ["contactForm"] = reply.ContactForm,
        ["pinned"] = reply.Pinned,
        ["suggestions"] = JsonSerializer.SerializeToNode(reply.Suggestions, ReplyJson.Format),
        ["topic"] = reply.Topic,
        ["differ"] = reply.Difference is { } difference ? Positions(reply, difference) : null,
        ["mentions"] = reply.Mentions is { } mentions ? new JsonObject { ["count"] = mentions.Count, ["of"] = mentions.Of } : null,
    };

    private static JsonNode Cited(Citation citation)
    {
        var cited = JsonSerializer.SerializeToNode(CitationJson.Of(citation), ReplyJson.Format)!;
        if (citation.Passage is { } passage && !string.Equals(passage, citation.Snippet, StringComparison.Ordinal))
            cited["passage"] = passage;
        return cited;
    }

    /// <summary>The point on which the articles differ, as a table: a row for each position, its quotations by number.</summary>
    private static JsonObject Positions(Reply reply, Difference difference) => new()
    {
        ["title"] = difference.Title,
        ["measures"] = difference.Measures,
        ["note"] = difference.Note,
        ["ourRule"] = reply.Parts.OfType<ClinicFact>().FirstOrDefault()?.Text,
        ["positions"] = new JsonArray([.. difference.Positions.Select(position => (JsonNode)new JsonObject
        {
            ["source"] = reply.Citations.FirstOrDefault(c => string.Equals(c.Article, position.Article, StringComparison.Ordinal))?.Source,
            ["measures"] = position.Measures,
            ["quotes"] = new JsonArray([.. reply.Citations.Where(c => string.Equals(c.Article, position.Article, StringComparison.Ordinal)).Select(c => (JsonNode)c.N)]),
        })]),
    };

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '*' or '_' or '[' or ']' or '<' or '>' or '`' or '#' or '\\' or '|')
                escaped.Append('\\');
            escaped.Append(c);
        }

        return escaped.ToString();
    }

    private sealed record Rendered(string Site, Utterance Utterance);
}
