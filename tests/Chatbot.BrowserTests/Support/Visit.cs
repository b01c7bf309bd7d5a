using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace Chatbot.BrowserTests;

/// <summary>What a message on screen says.</summary>
internal sealed record Shown(string Id, bool Mine, string Text);

/// <summary>
/// A visitor's browser with one tab. Watches what no test may see: an error in the console, a dialog, a request to any
/// origin but the allowed ones, a cookie. The end of the visit asserts that there was none.
/// </summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly HashSet<string> _origins;
    private readonly List<string> _breaches = [];

    private Visit(IBrowserContext context, IPage page, IEnumerable<Uri> allowed)
    {
        Context = context;
        Page = page;
        _origins = [.. allowed.Select(uri => uri.GetLeftPart(UriPartial.Authority))];
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>Set where the network is meant to fail: the browser then reports it in the console.</summary>
    public bool ErrorsExpected { get; set; }

    public ILocator Messages => Page.Locator(".message[data-id]");

    public ILocator Input => Page.GetByRole(AriaRole.Textbox, new PageGetByRoleOptions { NameRegex = new("^(Your question|Su pregunta)$") });

    /// <param name="browser">The browser.</param>
    /// <param name="at">First page; null for none yet.</param>
    /// <param name="options">Size, colour scheme and the like.</param>
    /// <param name="allowed">Further origins than the first page's.</param>
    public static async Task<Visit> ToAsync(IBrowser browser, Uri? at, BrowserNewContextOptions? options = null, params Uri[] allowed)
    {
        options ??= new BrowserNewContextOptions();
        options.ViewportSize ??= new ViewportSize { Width = 1000, Height = 900 };
        var context = await browser.NewContextAsync(options);
        var visit = new Visit(context, await context.NewPageAsync(), at is null ? allowed : [at, .. allowed]);
        context.Request += (_, request) => visit.See(request.Url);
        context.Page += (_, page) => visit.Watch(page);
        visit.Watch(visit.Page);
        if (at is not null)
            await visit.Page.GotoAsync(at.ToString());
        return visit;
    }

    public async Task WelcomedAsync() => await Expect(Page.GetByText("I am an automated assistant").First).ToBeVisibleAsync();

    public async Task AskAsync(string text)
    {
        await Input.FillAsync(text);
        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Asks and waits for the answer.</summary>
    public async Task AskAndReadAsync(string text)
    {
        var before = await Messages.CountAsync();
        await AskAsync(text);
        await Expect(Messages).ToHaveCountAsync(before + 2);
    }

    /// <summary>The session that the widget keeps in the website's storage.</summary>
    public async Task<JsonObject> SessionAsync(IPage? page = null) =>
        JsonNode.Parse(await (page ?? Page).EvaluateAsync<string>("localStorage.getItem('clinic-chat.session')"))!.AsObject();

    /// <summary>What the service has stored, read by another client with the visitor's own token.</summary>
    public async Task<IReadOnlyList<JsonObject>> StoredAsync(Uri service)
    {
        var session = await SessionAsync();
        using var http = new HttpClient { BaseAddress = service };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)session["token"]);
        var all = new List<JsonObject>();
        for (var watermark = "0"; ;)
        {
            var text = await http.GetStringAsync(new Uri($"/v3/directline/conversations/{session["conversation"]}/activities?watermark={watermark}", UriKind.Relative));
            var set = JsonNode.Parse(text)!;
            if (set["activities"]!.AsArray().Count == 0)
                return all;
            all.AddRange(set["activities"]!.AsArray().Select(activity => activity!.AsObject()));
            watermark = (string)set["watermark"]!;
        }
    }

    /// <summary>Says something in the same conversation from elsewhere, as a second tab of another browser would.</summary>
    public async Task SayFromElsewhereAsync(Uri service, string text)
    {
        var session = await SessionAsync();
        using var http = new HttpClient { BaseAddress = service };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)session["token"]);
        using var body = new StringContent(new JsonObject { ["type"] = "message", ["text"] = text }.ToJsonString(), new MediaTypeHeaderValue("application/json"));
        using var response = await http.PostAsync(new Uri($"/v3/directline/conversations/{session["conversation"]}/activities", UriKind.Relative), body);
        response.EnsureSuccessStatusCode();
    }

    public async Task<IReadOnlyList<Shown>> ShownAsync(IPage? page = null)
    {
        var json = await (page ?? Page).Locator(".message[data-id]").EvaluateAllAsync<JsonElement>(
            "all => all.map(e => ({ id: e.dataset.id, mine: e.classList.contains('mine'), text: [...e.querySelectorAll('p')].map(p => p.textContent).join('\\n') }))");
        return [.. json.EnumerateArray().Select(e => new Shown(e.GetProperty("id").GetString()!, e.GetProperty("mine").GetBoolean(), e.GetProperty("text").GetString()!))];
    }

    /// <summary>The transcript equals the service's: the same messages, in the same order, each once, with the same words; and nothing waits.</summary>
    public async Task ShowsWhatIsStoredAsync(Uri service, IPage? page = null)
    {
        page ??= Page;
        var stored = (await StoredAsync(service)).Where(activity => (string?)activity["type"] == "message").ToList();
        await Expect(page.Locator(".message[data-id]")).ToHaveCountAsync(stored.Count);
        await Expect(page.Locator(".message.pending")).ToHaveCountAsync(0);
        var shown = await ShownAsync(page);
        shown.Select(message => message.Id).ShouldBe(stored.Select(activity => (string)activity["id"]!));
        foreach (var (message, activity) in shown.Zip(stored))
        {
            message.Mine.ShouldBe((string?)activity["from"]!["role"] == "user");
            if (message.Mine)
                message.Text.ShouldBe((string?)activity["text"]);
            else
                WordsOf(activity).ShouldAllBe(words => message.Text.Contains(words, StringComparison.Ordinal));
        }
    }

    public async ValueTask DisposeAsync()
    {
        var cookies = await Context.CookiesAsync();
        await Context.DisposeAsync();
        cookies.Select(cookie => cookie.Name).ShouldBeEmpty();
        _breaches.ShouldBeEmpty();
    }

    private static IEnumerable<string> WordsOf(JsonObject activity)
    {
        var reply = activity["channelData"]!["reply"]!;
        return reply["parts"]!.AsArray().Where(part => (string?)part!["type"] != "quote").SelectMany(part => ((string)part!["text"]!).Split("\n\n"))
            .Concat(reply["citations"]!.AsArray().Select(citation => (string)citation!["snippet"]!));
    }

    private void Watch(IPage page)
    {
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !ErrorsExpected)
                _breaches.Add($"console: {message.Text}");
        };
        page.PageError += (_, error) => _breaches.Add($"error: {error}");
        page.Dialog += (_, dialog) =>
        {
            _breaches.Add($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        page.WebSocket += (_, socket) => See(string.Concat("http", socket.Url.AsSpan("ws".Length)));
    }

    private void See(string url)
    {
        if (url.StartsWith("data:", StringComparison.Ordinal) || url.StartsWith("blob:", StringComparison.Ordinal) || url.StartsWith("about:", StringComparison.Ordinal))
            return;
        if (!_origins.Contains(new Uri(url).GetLeftPart(UriPartial.Authority)))
            _breaches.Add($"request: {url}");
    }
}
