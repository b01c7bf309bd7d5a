using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Chatbot.BrowserTests;

/// <summary>Every task with the keyboard alone, and what WCAG 2.2 asks of focus, targets, zoom and motion.</summary>
public sealed class KeyboardTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Open_ask_follow_a_citation_rate_and_close_with_the_keyboard_alone()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, new Uri(browser.Address, "/demo"));
        var page = visit.Page;
        await TabToAsync(page, "Questions? Ask here");
        await page.Keyboard.PressAsync("Enter");
        await Expect(visit.Input).ToBeFocusedAsync();
        await visit.WelcomedAsync();

        await page.Keyboard.TypeAsync("how long does an infusion take?");
        await page.Keyboard.PressAsync("Enter");
        await Expect(visit.Messages).ToHaveCountAsync(3);
        await TabToAsync(page, "1 ", backwards: true);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".panel mark").First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        (await FocusedNameAsync(page)).ShouldStartWith("1 ");

        await TabToAsync(page, "Yes");
        await page.Keyboard.PressAsync("Space");
        await Expect(page.GetByText("Thank you.", new PageGetByTextOptions { Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(States.Launcher(page)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_form_can_be_left_resumed_mended_and_sent_with_the_keyboard_alone()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, browser.Address);
        var page = visit.Page;
        await visit.WelcomedAsync();
        await visit.Input.FocusAsync();
        await TabToAsync(page, "Contact the clinic", backwards: true);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByLabel("What should we call you?")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Sam");
        await page.Keyboard.PressAsync("Escape");
        (await FocusedNameAsync(page)).ShouldBe("Contact the clinic");

        await page.ReloadAsync();
        await visit.WelcomedAsync();
        await TabToAsync(page, "Contact the clinic", within: ".chat");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByLabel("What should we call you?")).ToBeFocusedAsync();
        await Expect(page.GetByLabel("What should we call you?")).ToHaveValueAsync("Sam");

        await TabToAsync(page, "Send to the clinic");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByLabel("E-mail")).ToBeFocusedAsync();
        await Expect(page.GetByLabel("E-mail")).ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex("e-mail address or a phone number"));
        await page.Keyboard.TypeAsync("sam@example.org");
        await TabToAsync(page, "I agree");
        await page.Keyboard.PressAsync("Space");
        await TabToAsync(page, "Send to the clinic");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".reference-number")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Your reference" })).ToBeFocusedAsync();

        await visit.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await TabToAsync(page, "Copy the reference");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Copied" })).ToBeFocusedAsync();
        (await page.EvaluateAsync<string>("navigator.clipboard.readText()")).ShouldBe(await page.Locator(".reference-number").InnerTextAsync());
        (await page.EvaluateAsync<string?>("sessionStorage.getItem('clinic-chat.contact')")).ShouldBeNull();
    }

    [Fact]
    public async Task The_menu_opens_closes_and_acts_with_the_keyboard_alone()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, browser.Address);
        var page = visit.Page;
        await visit.WelcomedAsync();
        await visit.Input.FocusAsync();
        await TabToAsync(page, "More", backwards: true);
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        (await FocusedNameAsync(page)).ShouldBe("Questions to ask your clinic");
        await page.Keyboard.PressAsync("Escape");
        (await FocusedNameAsync(page)).ShouldBe("More");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByLabel("Your own questions")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        (await FocusedNameAsync(page)).ShouldBe("More");
    }

    [Fact]
    public async Task Nothing_traps_the_focus_whichever_view_is_open()
    {
        foreach (var state in new[] { "welcome", "form", "article", "crisis" })
        {
            await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, browser.Address);
            await States.EnterAsync(state, visit, browser.Address);

            // Tab comes round to where it began: through the browser's own controls, whose place the page sees as its body.
            var seen = new HashSet<string>();
            var left = false;
            for (var i = 0; i < 60 && !left; i++)
            {
                await visit.Page.Keyboard.PressAsync("Tab");
                left = await visit.Page.EvaluateAsync<bool>("document.activeElement === document.body || document.activeElement.closest('header, main, footer') !== null");
                seen.Add(await FocusedNameAsync(visit.Page));
            }

            left.ShouldBeTrue($"{state}: {string.Join(", ", seen)}");
        }
    }

    [Fact]
    public async Task The_crisis_panel_is_said_at_once_has_the_focus_and_stays()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, browser.Address);
        var page = visit.Page;
        await visit.WelcomedAsync();
        await page.Locator(".contact-link").ClickAsync();
        await page.Keyboard.PressAsync("Escape");

        await visit.AskAndReadAsync("i want to kill myself");

        var panel = page.Locator(".pinned");
        await Expect(panel).ToBeFocusedAsync();
        await Expect(panel).ToHaveAttributeAsync("aria-live", "assertive");
        foreach (var href in new[] { "tel:988", "sms:988", "tel:911" })
            await Expect(panel.Locator($".emergency a[href='{href}']")).ToBeInViewportAsync();
        (await page.Locator("figure.quote").CountAsync()).ShouldBe(0);
        await visit.AskAndReadAsync("how long does an infusion take?");
        await Expect(panel).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(panel).ToBeVisibleAsync();
        await Expect(panel).Not.ToBeFocusedAsync();
        (await page.Locator("[aria-live=polite], [role=log]").CountAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData("welcome")]
    [InlineData("answers")]
    [InlineData("form")]
    [InlineData("crisis")]
    [InlineData("offline")]
    public async Task Help_and_contact_are_in_sight_nothing_is_cut_off_and_targets_are_large_enough_at_320_pixels(string state)
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 320, Height = 568 } }, browser.Address);
        await States.EnterAsync(state, visit, browser.Address);
        var page = visit.Page;

        foreach (var name in new[] { ".help a[href='tel:988']", ".help a[href='sms:988']", ".help a[href='tel:911']", ".contact-link" })
            await Expect(page.Locator(name)).ToBeInViewportAsync();
        (await page.Locator(".chat[aria-label]").EvaluateAsync<string>(
            "root => [...root.querySelectorAll('*')].filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible' && getComputedStyle(e).clipPath === 'none' && e.tagName !== 'TEXTAREA' && e.tagName !== 'INPUT').map(e => e.className).join(' ')")).ShouldBe("");
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(320);

        // WCAG 2.2, 2.5.8: 24 by 24, but for links within a sentence.
        (await page.Locator(".chat[aria-label]").EvaluateAsync<string>(
            "root => [...root.querySelectorAll('button, input, textarea, summary, a')].filter(e => e.checkVisibility()).filter(e => { const r = e.getBoundingClientRect(); return getComputedStyle(e).display !== 'inline' && (r.width < 24 || r.height < 24); }).map(e => e.outerHTML.slice(0, 80)).join('\\n')")).ShouldBe("");
    }

    [Fact]
    public async Task At_200_percent_zoom_the_chat_fills_the_window_and_everything_can_be_reached()
    {
        // 1280 by 720 at 200 % are 640 by 360 CSS pixels.
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 640, Height = 360 } }, browser.Address);
        await States.EnterAsync("crisis", visit, browser.Address);

        await Expect(visit.Page.Locator(".pinned .emergency a[href='tel:988']")).ToBeInViewportAsync();
        await Expect(visit.Input).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_phones_keyboard_does_not_cover_the_input()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 360, Height = 740 } }, browser.Address);
        // Desktop Chromium has no keyboard on screen: the view above it is given by hand, as a phone reports it.
        await visit.Page.AddInitScriptAsync(
            "const view = Object.assign(new EventTarget(), { height: 740, offsetTop: 0, scale: 1 }); Object.defineProperty(window, 'visualViewport', { value: view }); window.raiseKeyboard = () => { view.height = 400; view.dispatchEvent(new Event('resize')); };");
        await States.OpenAsync(visit, browser.Address);
        await visit.WelcomedAsync();

        await visit.Page.EvaluateAsync("raiseKeyboard()");

        var box = await visit.Input.BoundingBoxAsync();
        (box!.Y + box.Height).ShouldBeLessThanOrEqualTo(400);
        box.Y.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Nothing_moves_for_those_who_asked_for_less_motion()
    {
        await using var still = await Visit.ToAsync(browser.Chromium, at: null, new BrowserNewContextOptions { ReducedMotion = ReducedMotion.Reduce }, browser.Address);
        await using var moving = await Visit.ToAsync(browser.Chromium, at: null, new BrowserNewContextOptions { ReducedMotion = ReducedMotion.NoPreference }, browser.Address);

        (await AnimationsAsync(still)).ShouldBe(0);
        (await AnimationsAsync(moving)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Forced_colours_keep_borders_marks_and_focus()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, new BrowserNewContextOptions { ForcedColors = ForcedColors.Active }, browser.Address);
        await States.EnterAsync("article", visit, browser.Address);

        var marked = visit.Page.Locator(".panel mark").First;
        var ground = await visit.Page.Locator(".panel").EvaluateAsync<string>("e => getComputedStyle(e).backgroundColor");
        (await marked.EvaluateAsync<string>("e => getComputedStyle(e).backgroundColor")).ShouldNotBe(ground);
        (await visit.Page.Locator(".send").EvaluateAsync<string>("e => getComputedStyle(e).borderTopStyle")).ShouldBe("solid");
    }

    /// <summary>Animations while the chat waits for an answer.</summary>
    private async Task<int> AnimationsAsync(Visit visit)
    {
        await visit.Page.GotoAsync(browser.Address.ToString());
        await visit.WelcomedAsync();
        await visit.Context.RouteAsync("**/v3/directline/conversations/*/activities", _ => Task.CompletedTask);
        await visit.AskAsync("how long does an infusion take?");
        await Expect(visit.Page.Locator(".typing")).ToBeVisibleAsync();
        return await visit.Page.Locator(".typing").EvaluateAsync<int>("e => e.getAnimations({ subtree: true }).length");
    }

    private static async Task TabToAsync(IPage page, string name, bool backwards = false, string? within = null)
    {
        for (var i = 0; i < 80; i++)
        {
            await page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
            if ((await FocusedNameAsync(page)).StartsWith(name, StringComparison.Ordinal) && (within is null || await page.EvaluateAsync<bool>("document.activeElement.shadowRoot !== null")))
                return;
        }

        throw new InvalidOperationException($"Tab does not come to {name}.");
    }

    private static Task<string> FocusedNameAsync(IPage page) => page.EvaluateAsync<string>(
        """
        () => {
          let e = document.activeElement;
          while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
          return (e?.getAttribute('aria-label') ?? e?.labels?.[0]?.textContent ?? e?.textContent ?? '').trim();
        }
        """);
}
