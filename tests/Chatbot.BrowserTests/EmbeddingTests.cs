using System.Text.Json;
using Chatbot.Tests.Support;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Chatbot.BrowserTests;

/// <summary>On websites of other people: strict policies, hostile styles, frames, storage denied.</summary>
public sealed class EmbeddingTests(Browser browser) : IClassFixture<Browser>
{
    private const string Question = "can I drive home afterwards?";

    [Fact]
    public async Task A_website_with_a_strict_policy_needs_one_tag_and_the_whole_chat_works()
    {
        await using var set = await EmbeddedAsync(browser.Chromium, service => $"<script src=\"{service}widget/embed.js\" async data-accent=\"#f2c400\" data-position=\"left\"></script>");
        var page = set.Visit.Page;
        await States.Launcher(page).ClickAsync();
        await set.Visit.WelcomedAsync();
        await set.Visit.AskAndReadAsync(Question);
        await set.Visit.ShowsWhatIsStoredAsync(set.Service.Address);

        await page.Locator("figcaption a").First.ClickAsync();
        await Expect(page.Locator(".panel mark").First).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Locator(".contact-link").ClickAsync();
        await States.FillFormAsync(page);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Send to the clinic" }).ClickAsync();
        await Expect(page.Locator(".reference-number")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Back to the chat" }).First.ClickAsync();

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "More" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Questions to ask your clinic" }).ClickAsync();
        var sheet = await page.RunAndWaitForPopupAsync(() => page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Open the sheet" }).ClickAsync());
        await Expect(sheet.GetByText("The articles differ: what is your rule?")).ToBeVisibleAsync();

        // A light yellow is darkened until it can be read, and the launcher stands on the left.
        (await page.Locator(".contact-link").EvaluateAsync<string>("e => getComputedStyle(e).color")).ShouldNotBe("rgb(242, 196, 0)");
        (await page.Locator(".place").EvaluateAsync<double>("e => e.getBoundingClientRect().left")).ShouldBeLessThan(100);
    }

    [Fact]
    public async Task A_website_that_is_not_configured_gets_no_chat_but_the_emergency_numbers()
    {
        using var site = HostSite.Open(policy: null);
        site.WithPage("/", $"<script src=\"{browser.Address}widget/embed.js\" async data-open=\"open\" data-phone=\"(555) 010-0199\"></script>");
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, site.Address, browser.Address);
        visit.ErrorsExpected = true;

        await visit.Page.GotoAsync(site.Address.ToString());

        await Expect(visit.Page.Locator(".notice a[href='tel:988']")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".notice a[href='tel:911']")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("(555) 010-0199")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task When_not_even_the_chats_file_can_be_loaded_the_launcher_shows_the_numbers()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, browser.Address);
        visit.ErrorsExpected = true;
        await visit.Context.RouteAsync("**/widget/chat.js", route => route.AbortAsync());
        await visit.Page.GotoAsync(new Uri(browser.Address, "/demo").ToString());

        await States.Launcher(visit.Page).ClickAsync();

        foreach (var href in new[] { "tel:988", "sms:988", "tel:911", "tel:5550100199" })
            await Expect(visit.Page.Locator($".away a[href='{href}']")).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Close the chat" }).ClickAsync();
        await Expect(States.Launcher(visit.Page)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_websites_styles_do_not_reach_in_and_ours_do_not_leak_out()
    {
        const string hostile = """
            html { font-size: 40px; } * { color: red !important; font-size: 40px !important; display: inline !important; letter-spacing: 9px !important; position: static !important; }
            button, input, textarea, a, p, h2, section { display: none !important; background: lime !important; } .message, .chat, .log, .place { visibility: hidden !important; }
            """;
        await using var plain = await EmbeddedAsync(browser.Chromium, service => $"<p id=\"own\">Own text</p><button>Own</button><script src=\"{service}widget/embed.js\" async></script>");
        await using var loud = await EmbeddedAsync(browser.Chromium, service => $"<p id=\"own\">Own text</p><script src=\"{service}widget/embed.js\" async></script>", hostile);
        var before = await OwnStyleAsync(plain.Visit.Page);
        foreach (var set in new[] { plain, loud })
        {
            await States.Launcher(set.Visit.Page).ClickAsync();
            await set.Visit.WelcomedAsync();
        }

        (await LooksAsync(loud.Visit.Page)).ShouldBe(await LooksAsync(plain.Visit.Page));
        (await OwnStyleAsync(plain.Visit.Page)).ShouldBe(before);
    }

    [Fact]
    public async Task It_works_in_a_frame_on_a_configured_website_and_closes_from_inside()
    {
        await using var set = await EmbeddedAsync(browser.Chromium, service => $"<script src=\"{service}widget/embed.js\" async data-frame data-language=\"es\"></script>");
        var page = set.Visit.Page;
        await States.Launcher(page, "Pregunt").ClickAsync();
        var frame = page.FrameLocator("iframe");
        await Expect(frame.GetByText("I am an automated assistant").First).ToBeVisibleAsync();
        await frame.GetByLabel("Su pregunta").FillAsync(Question);
        await frame.GetByLabel("Su pregunta").PressAsync("Enter");
        await Expect(frame.Locator(".message[data-id]")).ToHaveCountAsync(3);

        await frame.GetByLabel("Su pregunta").PressAsync("Escape");

        await Expect(States.Launcher(page, "Pregunt")).ToBeFocusedAsync();
        await Expect(page.Locator("iframe")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_word_from_another_window_does_not_close_the_frame()
    {
        await using var set = await EmbeddedAsync(browser.Chromium, service => $"<script src=\"{service}widget/embed.js\" async data-frame></script>");
        var page = set.Visit.Page;
        await States.Launcher(page).ClickAsync();
        await Expect(page.FrameLocator("iframe").GetByText("I am an automated assistant").First).ToBeVisibleAsync();

        await page.EvaluateAsync("new Promise(done => { addEventListener('message', () => setTimeout(done)); postMessage('clinic-chat.close', '*'); })");

        await Expect(page.Locator("iframe")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Only_the_frame_may_be_framed_and_only_by_configured_websites()
    {
        await using var set = await EmbeddedAsync(browser.Chromium, _ => "");
        using var http = new HttpClient { BaseAddress = set.Service.Address };
        foreach (var path in new[] { "/", "/faq", "/articles", "/sheet", "/demo", "/widget/embed.js", "/api/contact/words" })
            (await PolicyAsync(http, path)).ShouldContain("frame-ancestors 'none'");
        (await PolicyAsync(http, "/frame")).ShouldEndWith($"frame-ancestors 'self' {set.Site.Address.GetLeftPart(UriPartial.Authority)}");

        using var foreign = HostSite.Open(policy: null);
        foreign.WithPage("/", $"<iframe title=\"chat\" src=\"{set.Service.Address}frame\"></iframe>");
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, foreign.Address, set.Service.Address);
        visit.ErrorsExpected = true;
        await visit.Page.GotoAsync(foreign.Address.ToString());
        (await visit.Page.Locator("iframe").EvaluateAsync<bool>("e => e.contentDocument === null")).ShouldBeTrue();
        await Expect(visit.Page.FrameLocator("iframe").Locator(".chat")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Storage_that_is_denied_is_tolerated()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, browser.Address);
        await visit.Page.AddInitScriptAsync("for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });");
        await States.OpenAsync(visit, browser.Address);
        await visit.WelcomedAsync();

        await visit.AskAndReadAsync(Question);

        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "More" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Start again and forget" }).ClickAsync();
        await Expect(visit.Messages).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_foreign_card_is_drawn_by_the_official_renderer_which_nothing_else_loads()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, browser.Address);
        var loaded = 0;
        visit.Page.Request += (_, request) => loaded += request.Url.EndsWith("/widget/cards.js", StringComparison.Ordinal) ? 1 : 0;
        await HandMade.ServeAsync(visit.Context, HandMade.Rich());
        await visit.Page.GotoAsync(browser.Address.ToString());
        await Expect(visit.Page.Locator(".differ")).ToBeVisibleAsync();
        loaded.ShouldBe(0);
        await visit.Context.UnrouteAllAsync();

        var card = JsonSerializer.SerializeToNode(new
        {
            type = "message",
            from = new { role = "bot" },
            attachments = new[]
            {
                new
                {
                    contentType = "application/vnd.microsoft.card.adaptive",
                    content = new
                    {
                        type = "AdaptiveCard",
                        version = "1.5",
                        backgroundImage = "http://127.0.0.1:9/x.png",
                        body = new object[] { new { type = "TextBlock", text = "A card of somebody else" }, new { type = "Image", url = "http://127.0.0.1:9/y.png" }, new { type = "Input.Text", id = "colour", label = "Favourite colour" } },
                        actions = new object[] { new { type = "Action.Submit", title = "Send it" } },
                    },
                },
            },
        })!.AsObject();
        await HandMade.ServeAsync(visit.Context, card);
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.GetByText("A card of somebody else")).ToBeVisibleAsync();
        loaded.ShouldBe(1);

        var sent = visit.Page.WaitForRequestAsync(request => request.Method == "POST" && request.PostData?.Contains("\"colour\"", StringComparison.Ordinal) == true);
        await visit.Page.GetByLabel("Favourite colour").FillAsync("green");
        visit.ErrorsExpected = true;
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Send it" }).ClickAsync();
        (await sent).PostData!.ShouldContain("\"value\":{\"colour\":\"green\"}");
    }

    private static async Task<string> PolicyAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        return response.Headers.GetValues("Content-Security-Policy").Single();
    }

    private static Task<string> OwnStyleAsync(IPage page) =>
        page.Locator("#own").EvaluateAsync<string>("e => { const s = getComputedStyle(e); return [...s].map(name => name + ':' + s.getPropertyValue(name)).join(';'); }");

    /// <summary>How the chat's parts look: text size, colour, place and size.</summary>
    private static Task<string> LooksAsync(IPage page) => page.Locator(".chat[aria-label]").EvaluateAsync<string>(
        """
        root => [root, ...root.querySelectorAll('*')].map(e => {
          const s = getComputedStyle(e), r = e.getBoundingClientRect();
          return [e.tagName, s.display, s.visibility, s.color, s.fontSize, s.letterSpacing, s.backgroundColor, Math.round(r.width), Math.round(r.height)].join(' ');
        }).join('\n')
        """);

    /// <summary>A service that allows one website, that website with a strict policy, and a visitor on it.</summary>
    private static async Task<Embedded> EmbeddedAsync(IBrowser chromium, Func<Uri, string> body, string? styles = null)
    {
        var port = ServiceProcess.FreePort();
        var service = await ServiceProcess.StartAsync(settings: new Dictionary<string, string>(Browser.Generous) { ["DirectLine__AllowedOrigins__0"] = $"http://localhost:{port}" });
        var site = HostSite.Open(HostSite.StrictPolicy(service.Address), port);
        site.WithPage("/", body(service.Address), styles is null ? "" : "<link rel=\"stylesheet\" href=\"/loud.css\">").With("/loud.css", styles ?? "", "text/css");
        var visit = await Visit.ToAsync(chromium, site.Address, null, service.Address);
        return new Embedded(service, site, visit);
    }

    private sealed record Embedded(ServiceProcess Service, HostSite Site, Visit Visit) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await Visit.DisposeAsync();
            }
            finally
            {
                Site.Dispose();
                Service.Dispose();
            }
        }
    }
}
