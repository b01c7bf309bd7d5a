using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Chatbot.BrowserTests;

/// <summary>A token lives for half an hour, a conversation longer: what a visitor notices when its time is over.</summary>
public sealed class ExpiryTests(Browser browser) : IClassFixture<Browser>
{
    private const string Question = "can I drive home afterwards?";

    [Fact]
    public async Task An_expired_token_is_renewed_for_the_same_conversation_on_the_next_page_and_on_a_page_that_stayed_open()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, browser.Address);
        await visit.WelcomedAsync();
        await visit.AskAndReadAsync(Question);
        var session = await visit.SessionAsync();
        var conversation = (string)session["conversation"]!;
        var expired = Expired(session);
        visit.ErrorsExpected = true;
        (await StatusAsync(conversation, expired)).ShouldBe(403);

        // The widget believes in its token until the service refuses it.
        session["token"] = expired;
        await visit.Page.EvaluateAsync("session => localStorage.setItem('clinic-chat.session', session)", session.ToJsonString());
        await visit.Page.ReloadAsync();
        await Expect(visit.Messages).ToHaveCountAsync(3);
        var renewed = await visit.SessionAsync();
        ((string?)renewed["conversation"]).ShouldBe(conversation);
        ((string?)renewed["token"]).ShouldNotBe(expired);

        var old = $"Bearer {renewed["token"]}";
        await visit.Context.RouteAsync("**/v3/directline/**", async route =>
        {
            var headers = new Dictionary<string, string>(route.Request.Headers);
            if (headers.GetValueOrDefault("authorization") == old)
                headers["authorization"] = $"Bearer {expired}";
            await route.ContinueAsync(new RouteContinueOptions { Headers = headers });
        });
        await visit.AskAndReadAsync("how long does an infusion take?");
        ((string?)(await visit.SessionAsync())["conversation"]).ShouldBe(conversation);
        await visit.ShowsWhatIsStoredAsync(browser.Address);
    }

    [Fact]
    public async Task Where_the_conversation_cannot_be_resumed_a_new_one_begins_and_the_old_one_is_not_shown()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, browser.Address);
        await visit.WelcomedAsync();
        await visit.AskAndReadAsync(Question);
        var session = await visit.SessionAsync();
        session["token"] = Expired(session);
        session["resume"] = "forged";
        visit.ErrorsExpected = true;

        await visit.Page.EvaluateAsync("session => localStorage.setItem('clinic-chat.session', session)", session.ToJsonString());
        await visit.Page.ReloadAsync();

        await visit.WelcomedAsync();
        await Expect(visit.Messages).ToHaveCountAsync(1);
        ((string?)(await visit.SessionAsync())["conversation"]).ShouldNotBe((string?)session["conversation"]);
        await visit.ShowsWhatIsStoredAsync(browser.Address);
    }

    private async Task<int> StatusAsync(string conversation, string token)
    {
        using var http = new HttpClient { BaseAddress = browser.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var response = await http.GetAsync(new Uri($"/v3/directline/conversations/{conversation}/activities", UriKind.Relative));
        return (int)response.StatusCode;
    }

    /// <summary>The session's token as it will be when its time is over, signed with the service's own key.</summary>
    private string Expired(JsonObject session)
    {
        var parts = ((string)session["token"]!).Split('.');
        var claims = JsonNode.Parse(Convert.FromBase64String(Padded(parts[1])))!.AsObject();
        claims["exp"] = 1_700_000_000;
        var body = $"{parts[0]}.{Base64Url(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        var key = File.ReadAllBytes(Path.Combine(browser.Service.StorageFolder, "directline.key"));
        return $"{body}.{Base64Url(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(body)))}";
    }

    private static string Padded(string text) => text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
