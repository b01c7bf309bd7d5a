using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Chatbot.BrowserTests;

/// <summary>How far a request is, by its reference, without leaving the chat.</summary>
public sealed class StatusTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task The_reference_of_a_sent_request_stands_there_and_is_looked_up_with_the_keyboard_alone()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, browser.Address);
        await States.EnterAsync("reference", visit, browser.Address);
        var page = visit.Page;
        var reference = await page.Locator(".reference-number").InnerTextAsync();

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "More" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "How far is my request?" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        (await page.GetByLabel("Your reference").InputValueAsync()).ShouldBe(reference);
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Received: your request is stored and waits for the clinic.");
    }

    [Fact]
    public async Task An_unknown_reference_and_a_service_that_is_away_are_said_so()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, browser.Address);
        visit.ErrorsExpected = true;
        await States.EnterAsync("welcome", visit, browser.Address);
        var page = visit.Page;
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "More" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "How far is my request?" }).ClickAsync();

        await page.GetByLabel("Your reference").FillAsync("K7Q2-M4XD-9TRB-2HNW");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("There is no request by this reference.");

        await visit.Context.RouteAsync("**/api/contact/*", route => route.AbortAsync());
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("This cannot be looked up just now.");
    }
}
