using System.Text.Json.Nodes;
using Chatbot.Answering;
using Chatbot.Conversations;
using Chatbot.Triage;

namespace Chatbot.Protocol;

/// <summary>
/// Why this answer: what <c>ask --explain</c> prints, as a trace activity (Activity protocol 3.1, "Trace activity") for
/// the Emulator and the Agents Playground. It goes to the sender only and is neither stored nor logged.
/// </summary>
internal sealed class WhyTrace(TriageDesk triage, Answerer answerer)
{
    private const int Shown = 8;

    public Utterance Of(ConversationState before, string text, Reply reply)
    {
        var verdict = triage.Judge(text);
        var value = new JsonObject
        {
            ["triage"] = new JsonObject
            {
                ["class"] = verdict.Class.ToString(),
                ["rule"] = verdict.RuleId,
                ["aboutAnother"] = verdict.AboutAnother,
                ["doubt"] = verdict.Doubt,
                ["helpLine"] = verdict.HelpLine,
                ["language"] = verdict.Language,
            },
            ["reply"] = new JsonObject { ["kind"] = ReplyJson.KindName(reply.Kind), ["rule"] = reply.Rule, ["topic"] = reply.Topic },
        };

        // An urgent message never reaches the index, for a trace neither.
        if (!verdict.Urgent && text.Length <= Turn.MaxTextChars)
            value["search"] = Search(answerer.Find(before, text));
        return Utterance.Of(new JsonObject
        {
            ["type"] = "trace",
            ["name"] = "WhyThisAnswer",
            ["label"] = $"{ReplyJson.KindName(reply.Kind)} by {reply.Rule}",
            ["valueType"] = "https://schema.org/Answer#why",
            ["value"] = value,
        });
    }

    private static JsonObject Search(Findings findings) => new()
    {
        ["spellingCorrected"] = findings.ReadAs is not null,
        ["likeAnswerable"] = Math.Round(findings.Answerable, 3),
        ["likeUnanswerable"] = Math.Round(findings.Unanswerable, 3),
        ["asksInVainFor"] = findings.Kind,
        ["asksInVain"] = Math.Round(findings.KindScore, 3),
        ["nearestQuestion"] = findings.NearestQuestion,
        ["wordsScore"] = Math.Round(findings.Passages.Evidence.NormalisedScore, 3),
        ["words"] = new JsonArray([.. findings.Passages.Query.Words.Select(word => (JsonNode)$"{word}")]),
        ["facts"] = new JsonArray([.. findings.Facts.Take(Shown).Select(vote => (JsonNode)new JsonObject { ["fact"] = vote.Key, ["asked"] = Math.Round(vote.Value, 3) })]),
        ["sentences"] = new JsonArray([.. findings.Ranked.Take(Shown).Select(ranked => (JsonNode)new JsonObject
        {
            ["score"] = Math.Round(ranked.Score, 3),
            ["asked"] = Math.Round(ranked.Asked, 3),
            ["words"] = Math.Round(ranked.Words, 3),
            ["place"] = $"{ranked.Place.Article.Id}#{ranked.Place.Sentence.Anchor}",
            ["text"] = $"{ranked.Place.Slice}",
        })]),
    };
}
