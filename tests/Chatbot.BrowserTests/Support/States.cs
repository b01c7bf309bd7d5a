using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chatbot.BrowserTests;

/// <summary>The states of the widget and the pages that tests look at from all sides: with axe, as pictures, as accessibility trees.</summary>
internal static class States
{
    public static readonly string[] Pages = ["/faq", "/faq/driving", "/faq/serious-risks", "/articles", "/articles/gateway-solutions", "/sheet", "/not-found", "/demo"];

    public static readonly string[] Widget = ["launcher", "welcome", "answers", "passage", "article", "menu", "feedback", "clinical", "form", "form-errors", "reference", "status", "crisis", "crisis-small", "sheet", "offline", "spanish", "right-to-left", "frame"];

    /// <summary>Brings a fresh visit into the state.</summary>
    public static async Task EnterAsync(string state, Visit visit, Uri service)
    {
        var page = visit.Page;
        switch (state)
        {
            case "launcher":
                await page.GotoAsync(new Uri(service, "/demo").ToString());
                await Expect(Launcher(page)).ToBeVisibleAsync();
                return;
            case "frame":
                await page.GotoAsync(new Uri(service, "/frame").ToString());
                await visit.WelcomedAsync();
                return;
            case "answers" or "passage":
                await HandMade.ServeAsync(visit.Context, HandMade.Rich());
                await OpenAsync(visit, service);
                await Expect(page.Locator(".differ")).ToBeVisibleAsync();
                if (state == "passage")
                    await page.GetByText("Show the passage").First.ClickAsync();
                return;
            case "spanish" or "right-to-left":
                await OpenAsync(visit, new Uri(service, state == "spanish" ? "/demo?language=es" : "/demo?direction=rtl"), state == "spanish" ? "Pregunt" : "Quest");
                await visit.WelcomedAsync();
                await visit.AskAndReadAsync("what are the side effects?");
                return;
            default:
                await OpenAsync(visit, service);
                await visit.WelcomedAsync();
                await GoOnAsync(state, visit);
                return;
        }
    }

    /// <summary>Opens the chat of the demo website, by its own address or the service's.</summary>
    public static async Task OpenAsync(Visit visit, Uri address, string name = "Quest")
    {
        await visit.Page.GotoAsync(address.AbsolutePath == "/" ? new Uri(address, "/demo").ToString() : address.ToString());
        await Launcher(visit.Page, name).ClickAsync();
        await Expect(visit.Input).ToBeVisibleAsync();
    }

    public static ILocator Launcher(IPage page, string name = "Quest") => page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new(name) });

    public static async Task FillFormAsync(IPage page)
    {
        await page.GetByLabel("What should we call you?").FillAsync("Sam");
        await page.GetByLabel("E-mail").FillAsync("sam@example.org");
        await page.GetByLabel("Your message").FillAsync("Could somebody call me about the first visit?");
        await page.GetByLabel("I agree").CheckAsync();
    }

    private static async Task GoOnAsync(string state, Visit visit)
    {
        var page = visit.Page;
        switch (state)
        {
            case "welcome":
                return;
            case "article":
                await visit.AskAndReadAsync("can I drive home afterwards?");
                await page.Locator("figcaption a").First.ClickAsync();
                await Expect(page.Locator(".panel mark").First).ToBeFocusedAsync();
                return;
            case "menu":
                await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "More" }).ClickAsync();
                return;
            case "feedback":
                await visit.AskAndReadAsync("how long does an infusion take?");
                await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "No", Exact = true }).ClickAsync();
                return;
            case "clinical":
                await visit.AskAndReadAsync("I take lithium, is that ok?");
                return;
            case "status":
                await GoOnAsync("reference", visit);
                await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "More" }).ClickAsync();
                await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "How far is my request?" }).ClickAsync();
                await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Look it up" }).ClickAsync();
                await Expect(page.GetByText("Received: your request is stored")).ToBeVisibleAsync();
                return;
            case "form" or "form-errors" or "reference":
                await page.Locator(".contact-link").ClickAsync();
                await Expect(page.GetByLabel("What should we call you?")).ToBeFocusedAsync();
                if (state == "reference")
                    await FillFormAsync(page);
                if (state != "form")
                    await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Send to the clinic" }).ClickAsync();
                await Expect(state switch { "form" => page.GetByLabel("E-mail"), "reference" => page.Locator(".reference-number"), _ => page.Locator("#contact-name-error") }).ToBeVisibleAsync();
                return;
            case "crisis" or "crisis-small":
                await visit.AskAndReadAsync("i want to kill myself");
                await Expect(page.Locator(".pinned")).ToBeFocusedAsync();
                if (state == "crisis-small")
                    await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Show less" }).ClickAsync();
                return;
            case "sheet":
                await visit.AskAndReadAsync("do you have a parking garage?");
                await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "More" }).ClickAsync();
                await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Questions to ask your clinic" }).ClickAsync();
                return;
            case "offline":
                visit.ErrorsExpected = true;
                await visit.Context.RouteAsync("**/v3/directline/**", route => route.AbortAsync());
                await visit.AskAsync("is anybody there?");
                await Expect(page.GetByText("Not sent yet.")).ToBeVisibleAsync();
                await Expect(page.Locator(".notice a[href='tel:911']")).ToBeVisibleAsync();
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(state), state, "No such state.");
        }
    }
}
