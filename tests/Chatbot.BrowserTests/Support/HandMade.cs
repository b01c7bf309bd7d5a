using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Chatbot.BrowserTests;

/// <summary>
/// A conversation of activities written by hand, as the service may send them: for what it sends rarely, or to be hostile.
/// Session, articles and everything else stay the real service's.
/// </summary>
internal static class HandMade
{
    private const string Conversation = "hand-made";

    /// <summary>Shows these activities to every page of the visit. Call it before the page is opened.</summary>
    public static async Task ServeAsync(IBrowserContext context, params JsonObject[] activities)
    {
        var all = new JsonArray();
        foreach (var activity in activities)
        {
            activity["id"] = $"{Conversation}|{all.Count + 1:0000000}";
            all.Add(activity);
        }

        // Without a stream's address a client polls.
        await context.RouteAsync("**/v3/directline/conversations", route => route.FulfillAsync(Json(new JsonObject { ["conversationId"] = Conversation, ["token"] = "x", ["expires_in"] = 1800 })));
        await context.RouteAsync("**/v3/directline/conversations/*/activities?*", route => route.FulfillAsync(Json(route.Request.Url.EndsWith("watermark=", StringComparison.Ordinal)
            ? new JsonObject { ["activities"] = all.DeepClone(), ["watermark"] = $"{all.Count}" }
            : new JsonObject { ["activities"] = new JsonArray(), ["watermark"] = $"{all.Count}" })));
    }

    public static JsonObject Question(string text) => new() { ["type"] = "message", ["from"] = new JsonObject { ["role"] = "user" }, ["text"] = text };

    public static JsonObject Reply(string kind, JsonArray parts, JsonArray? citations = null, params (string Name, JsonNode Value)[] more)
    {
        var reply = new JsonObject
        {
            ["kind"] = kind,
            ["parts"] = parts,
            ["citations"] = citations ?? [],
            ["helpLine"] = true,
            ["contactForm"] = kind is "abstain" or "clinical",
            ["pinned"] = kind is "crisis" or "emergency",
            ["suggestions"] = new JsonArray(),
            ["topic"] = null,
        };
        foreach (var (name, value) in more)
            reply[name] = value;
        return new JsonObject { ["type"] = "message", ["from"] = new JsonObject { ["role"] = "bot" }, ["channelData"] = new JsonObject { ["reply"] = reply } };
    }

    public static JsonObject Words(string text, string id = "some.words") => new() { ["type"] = "words", ["id"] = id, ["text"] = text };

    public static JsonObject Quote(int n) => new() { ["type"] = "quote", ["n"] = n };

    public static JsonObject Citation(int n, string source, string section, string snippet, string? passage = null, string article = "gateway-solutions") => new()
    {
        ["n"] = n,
        ["source"] = source,
        ["article"] = article,
        ["section"] = section,
        ["snippet"] = snippet,
        ["start"] = 2210,
        ["end"] = 2301,
        ["url"] = $"/articles/{article}#s41",
        ["passage"] = passage,
    };

    /// <summary>One answer and one "the articles differ", with all that a reply may carry.</summary>
    public static JsonObject[] Rich() =>
    [
        Question("what are the side effects?"),
        Reply(
            "answer",
            [Quote(1), Quote(2), Words("Only 1 of 5 articles mentions this.", "answer.mentions"), Words("In crisis? Call or text 988. Emergency: 911.", "help.footer")],
            [
                Citation(1, "Gateway Solutions", "Side effects", "Some patients complain of mild nausea.", "Besides mild nausea, dizziness may come. Some patients complain of mild nausea. It passes quickly."),
                Citation(2, "Delray Brain Science", "What you may feel", "Drowsiness is common for an hour or two."),
            ],
            ("mentions", new JsonObject { ["count"] = 1, ["of"] = 5 }),
            ("suggestions", new JsonArray(new JsonObject { ["id"] = "side-effects.2", ["text"] = "How long do side effects last?" }, new JsonObject { ["id"] = "driving.1", ["text"] = "Do I need someone to drive me home?" }))),
        Question("can I drive home afterwards?"),
        Reply(
            "differ",
            [Words("The articles differ on this.", "differ.lead"), Quote(1), Quote(2), Quote(3), Words("Ask the clinic that treats you, and when in doubt keep to the most cautious one.", "differ.ask"), Words("In crisis? Call or text 988. Emergency: 911.", "help.footer")],
            [
                Citation(1, "Gateway Solutions", "Going home and driving", "Patients are told not to drive a car for 24 hours after the treatment."),
                Citation(2, "Midwest Ketafusion", "Going home, driving and the rest of the day", "Patients must arrange for someone to drive them home.", article: "midwest-ketafusion"),
                Citation(3, "Delray Brain Science", "Going home and driving", "Patients must have someone drive them home after sessions.", article: "delray-brain-science"),
            ],
            ("differ", new JsonObject
            {
                ["title"] = "Driving after an infusion",
                ["measures"] = "how long not to drive, and who takes the patient home",
                ["note"] = "Only Gateway Solutions names a time limit for driving.",
                ["ourRule"] = "Do not drive until the next morning.",
                ["positions"] = new JsonArray(
                    new JsonObject { ["source"] = "Gateway Solutions", ["measures"] = "how long not to drive a car", ["quotes"] = new JsonArray(1) },
                    new JsonObject { ["source"] = "Midwest Ketafusion", ["measures"] = "who drives the patient home", ["quotes"] = new JsonArray(2) },
                    new JsonObject { ["source"] = "Delray Brain Science", ["measures"] = "who drives the patient home", ["quotes"] = new JsonArray(3) }),
            })),
    ];

    private static RouteFulfillOptions Json(JsonObject body) => new() { ContentType = "application/json", Body = body.ToJsonString() };
}
