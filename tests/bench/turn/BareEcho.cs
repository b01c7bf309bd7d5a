using System.Text.Json.Nodes;

namespace Chatbot.Bench.Turn;

/// <summary>The least that an ASP.NET bot can do: read an activity, answer it with its own text. No triage, search or storage.</summary>
internal static class BareEcho
{
    public static Task RunAsync(string address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/api/messages", async (HttpContext context) =>
        {
            var activity = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
            return Results.Json(new JsonObject
            {
                ["activities"] = new JsonArray(new JsonObject
                {
                    ["type"] = "message",
                    ["text"] = $"Echo: {activity["text"]}",
                    ["from"] = activity["recipient"]?.DeepClone(),
                    ["recipient"] = activity["from"]?.DeepClone(),
                    ["conversation"] = activity["conversation"]?.DeepClone(),
                    ["replyToId"] = activity["id"]?.DeepClone(),
                }),
            });
        });
        return app.RunAsync(address);
    }
}
