using System.Text.Json;
using System.Text.RegularExpressions;
using Chatbot.Tests.Support;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Chatbot.BrowserTests;

/// <summary>What a visitor does, in a real browser against the real service.</summary>
public sealed partial class VisitorTests(Browser browser) : IClassFixture<Browser>
{
    private const string Question = "can I drive home afterwards?";

    [Fact]
    public async Task A_visitor_asks_reads_follows_the_citation_and_sends_a_request_that_survives_a_kill()
    {
        var storage = ServiceProcess.NewFolder();
        string reference;
        using (var service = await ServiceProcess.StartAsync(storage))
        {
            var (page, faults) = await OpenAsync(service);
            await Expect(page.GetByText("I am an automated assistant")).ToBeVisibleAsync();
            await AskAsync(page, Question);

            var quotes = page.Locator("figure.quote");
            await Expect(quotes.First).ToBeVisibleAsync();
            (await quotes.CountAsync()).ShouldBeGreaterThanOrEqualTo(3);
            await Expect(page.GetByText("The articles differ on this.")).ToBeVisibleAsync();

            await FollowFirstCitationAsync(page);

            await AskAsync(page, "I take lithium, is that ok?");
            await Expect(page.GetByText("only a clinician who knows your health").First).ToBeVisibleAsync();
            reference = await SendFormByKeyboardAsync(page);
            faults.ShouldBeEmpty();
            service.Kill();
        }

        using var again = await ServiceProcess.StartAsync(storage);
        using var http = new HttpClient { BaseAddress = again.Address };
        var state = await http.GetStringAsync(new Uri($"/api/contact/{reference}", UriKind.Relative));
        JsonDocument.Parse(state).RootElement.GetProperty("state").GetString().ShouldBe("received");
    }

    [Fact]
    public async Task A_crisis_message_typed_before_the_conversation_is_open_shows_the_panel_in_full_and_has_the_focus()
    {
        using var service = await ServiceProcess.StartAsync();
        var page = await browser.Chromium.NewPageAsync();
        var stream = new TaskCompletionSource<IWebSocketRoute>();
        await page.RouteWebSocketAsync("**/stream*", route => stream.TrySetResult(route));
        await page.GotoAsync(service.Address.ToString());
        await page.RunAndWaitForResponseAsync(
            () => AskAsync(page, "i want to kill myself"),
            response => response.Request.Method == "POST" && response.Url.EndsWith("/activities", StringComparison.Ordinal));

        (await stream.Task).ConnectToServer();

        await Expect(page.Locator(".pinned")).ToBeFocusedAsync();
        await Expect(page.Locator(".pinned-text")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_crisis_message_shows_the_panel_first_and_keeps_it()
    {
        using var service = await ServiceProcess.StartAsync();
        var (page, faults) = await OpenAsync(service);

        await AskAsync(page, "i want to kill myself");

        var panel = page.Locator(".pinned");
        await Expect(panel).ToBeVisibleAsync();
        await Expect(panel).ToBeFocusedAsync();
        await Expect(panel.Locator("a[href='tel:988']").First).ToBeVisibleAsync();
        (await page.Locator("figure.quote").CountAsync()).ShouldBe(0);

        await AskAsync(page, "what are the side effects?");
        await Expect(page.Locator("figure.quote").First).ToBeVisibleAsync();
        await Expect(panel).ToBeVisibleAsync();
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_conversation_is_still_there_after_a_reload_and_a_restart_of_the_service()
    {
        var storage = ServiceProcess.NewFolder();
        var port = ServiceProcess.FreePort();
        using var first = await ServiceProcess.StartAsync(storage, port);
        var (page, _) = await OpenAsync(first);
        await AskAsync(page, Question);
        await Expect(page.Locator("figure.quote").First).ToBeVisibleAsync();

        first.Kill();
        using var second = await ServiceProcess.StartAsync(storage, port);
        await page.ReloadAsync();

        await Expect(page.Locator(".message.mine", new PageLocatorOptions { HasText = Question })).ToHaveCountAsync(1);
        await Expect(page.Locator("figure.quote").First).ToBeVisibleAsync();
        await AskAsync(page, "and does it hurt?");
        await Expect(page.Locator(".message.mine")).ToHaveCountAsync(2);
        await Expect(page.Locator(".message.bot")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task When_the_service_is_gone_the_emergency_contacts_are_still_on_screen()
    {
        using var service = await ServiceProcess.StartAsync();
        var (page, _) = await OpenAsync(service);
        await Expect(page.GetByText("I am an automated assistant")).ToBeVisibleAsync();

        service.Kill();
        await AskAsync(page, "is anybody there?");

        await Expect(page.GetByText("The assistant cannot be reached just now.")).ToBeVisibleAsync();
        await Expect(page.Locator(".help a[href='tel:988']")).ToBeVisibleAsync();
        await Expect(page.Locator(".help a[href='tel:911']")).ToBeVisibleAsync();
        await Expect(page.GetByText("Not sent yet.")).ToBeVisibleAsync();
    }

    private async Task<(IPage Page, List<string> Faults)> OpenAsync(ServiceProcess service)
    {
        var page = await browser.Chromium.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1000, Height = 900 } });
        var faults = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                faults.Add(message.Text);
        };
        page.PageError += (_, error) => faults.Add(error);
        await page.GotoAsync(service.Address.ToString());
        return (page, faults);
    }

    private static async Task AskAsync(IPage page, string text)
    {
        await page.GetByLabel("Your question", new PageGetByLabelOptions { Exact = true }).FillAsync(text);
        await page.Keyboard.PressAsync("Enter");
    }

    private static async Task FollowFirstCitationAsync(IPage page)
    {
        var quoted = (await page.Locator("figure.quote blockquote").First.InnerTextAsync()).Trim('“', '”', ' ', '\n');
        await page.Locator("figure.quote a").First.ClickAsync();
        var marked = page.Locator(".panel mark").First;
        await Expect(marked).ToBeInViewportAsync();
        quoted.ShouldStartWith(await marked.InnerTextAsync());

        var whole = await page.RunAndWaitForPopupAsync(() => page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Open the article in a new tab" }).ClickAsync());
        await Expect(whole).ToHaveURLAsync(ArticleAddress());
        await Expect(whole.Locator(".sentence.marked").First).ToBeInViewportAsync();
        quoted.ShouldStartWith(await whole.Locator(".sentence.marked").First.InnerTextAsync());
        await whole.CloseAsync();

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Back to the chat" }).ClickAsync();
        await Expect(page.Locator(".message.mine", new PageLocatorOptions { HasText = Question })).ToHaveCountAsync(1);
        await Expect(page.Locator("figure.quote").First).ToBeVisibleAsync();
    }

    private static async Task<string> SendFormByKeyboardAsync(IPage page)
    {
        await page.Locator(".message").Last.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Contact the clinic" }).PressAsync("Enter");
        await Expect(page.GetByLabel("What should we call you?")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Sam");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("sam@example.org");
        for (var i = 0; i < 4; i++)
            await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Can I start while I take something else?");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");

        var number = page.Locator(".reference-number");
        await Expect(number).ToHaveTextAsync(Reference());
        return await number.InnerTextAsync();
    }

    [GeneratedRegex("/articles/[a-z-]+\\?mark=[0-9]+-[0-9]+#s[0-9]+$")]
    private static partial Regex ArticleAddress();

    [GeneratedRegex("^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$")]
    private static partial Regex Reference();
}
