using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Chatbot.Tests.Support;

/// <summary>A visitor who speaks Direct Line over HTTP.</summary>
internal sealed class DirectLineVisitor
{
    private readonly HttpClient _http;

    private DirectLineVisitor(HttpClient http, JsonObject conversation)
    {
        _http = http;
        Conversation = conversation["conversationId"]!.GetValue<string>();
        Token = conversation["token"]!.GetValue<string>();
        StreamUrl = conversation["streamUrl"]!.GetValue<string>();
    }

    public string Conversation { get; }

    public string Token { get; }

    public string StreamUrl { get; }

    public static async Task<DirectLineVisitor> ArrivesAsync(HttpClient http)
    {
        using var generated = await http.PostAsJsonAsync("/v3/directline/tokens/generate", new { });
        var token = (await generated.Content.ReadFromJsonAsync<JsonObject>())!["token"]!.GetValue<string>();
        using var request = Request(HttpMethod.Post, "/v3/directline/conversations", token);
        using var started = await http.SendAsync(request);
        started.EnsureSuccessStatusCode();
        return new DirectLineVisitor(http, (await started.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    public static HttpRequestMessage Request(HttpMethod method, string path, string? token, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    public Task<HttpResponseMessage> PostAsync(HttpContent content) =>
        _http.SendAsync(Request(HttpMethod.Post, $"/v3/directline/conversations/{Conversation}/activities", Token, content));

    public Task<HttpResponseMessage> SaysAsync(string text, string? clientActivityId = null) =>
        PostAsync(JsonContent.Create(new { type = "message", text, from = new { id = "someone-else", role = "bot" }, channelData = new { clientActivityID = clientActivityId } }));

    public async Task<(IReadOnlyList<JsonObject> Activities, string Watermark)> ReadsAsync(string watermark = "")
    {
        using var request = Request(HttpMethod.Get, $"/v3/directline/conversations/{Conversation}/activities?watermark={watermark}", Token);
        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var set = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        return ([.. set["activities"]!.AsArray().Select(a => a!.AsObject())], set["watermark"]!.GetValue<string>());
    }
}
