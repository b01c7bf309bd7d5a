using System.Text.RegularExpressions;
using Chatbot.Tests.Support;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Chatbot.BrowserTests;

/// <summary>A clinic outside the United States: its own numbers everywhere, and nowhere 988 or 911.</summary>
public sealed partial class CountryTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly string[] Pages = ["/", "/faq", "/faq/side-effects", "/faq/serious-risks", "/articles", "/sheet", "/contact", "/contact/status", "/frame", "/not-there", "/demo"];

    public static TheoryData<string, string[]> Countries => new()
    {
        { "uk", ["tel:116123", "sms:85258?body=SHOUT", "tel:111", "tel:999"] },
        { "eu", ["tel:116123", "tel:112"] },
    };

    [Theory]
    [MemberData(nameof(Countries))]
    public async Task Widget_and_pages_show_the_countrys_numbers_and_no_others_also_when_the_service_is_gone(string country, string[] contacts)
    {
        using var service = await ServiceProcess.StartAsync(settings: new Dictionary<string, string>(Browser.Generous) { ["Knowledge__Folder"] = Knowledge(country) });
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, service.Address);
        visit.ErrorsExpected = true;
        var page = visit.Page;
        foreach (var path in Pages)
        {
            await page.GotoAsync(new Uri(service.Address, path).ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
            await KeepsToAsync(page, contacts, path);
        }

        await States.OpenAsync(visit, service.Address);
        await visit.WelcomedAsync();
        var help = page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Help in a crisis" });
        await Expect(help.Locator($"a[href='{contacts[0]}']")).ToBeVisibleAsync();
        await Expect(help.Locator($"a[href='{contacts[^1]}']")).ToBeVisibleAsync();

        await visit.AskAndReadAsync("i want to kill myself");
        foreach (var contact in contacts)
            await Expect(page.Locator($".pinned .emergency a[href='{contact}']")).ToBeVisibleAsync();
        await Expect(page.Locator($".pinned-text a[href='{contacts[^1]}']").First).ToBeVisibleAsync();
        await Browser.PictureAsync(page, $"country-{country}-crisis");
        await page.SetViewportSizeAsync(320, 640);
        await Browser.PictureAsync(page, $"country-{country}-crisis-320");
        foreach (var contact in contacts)
            await Expect(page.Locator($".pinned .emergency a[href='{contact}']")).ToBeInViewportAsync();
        await page.SetViewportSizeAsync(1280, 720);

        await page.Locator(".contact-link").ClickAsync();
        await Expect(page.GetByLabel("What should we call you?")).ToBeVisibleAsync();
        await KeepsToAsync(page, contacts, "widget");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Not now" }).ClickAsync();

        service.Kill();
        await visit.AskAsync("is anybody there?");
        foreach (var contact in contacts)
            await Expect(page.Locator($".notice .emergency a[href='{contact}']")).ToBeVisibleAsync();
        await KeepsToAsync(page, contacts, "unreachable");
    }

    [Theory]
    [MemberData(nameof(Countries))]
    public async Task The_launcher_of_a_website_knows_the_numbers_when_the_chat_cannot_be_loaded_in_both_languages(string country, string[] contacts)
    {
        using var service = await ServiceProcess.StartAsync(settings: new Dictionary<string, string>(Browser.Generous) { ["Knowledge__Folder"] = Knowledge(country) });
        foreach (var (language, launcher) in new[] { ("en", "Quest"), ("es", "Pregunt") })
        {
            await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, service.Address);
            visit.ErrorsExpected = true;
            await visit.Context.RouteAsync("**/widget/chat.js", route => route.AbortAsync());
            await visit.Page.GotoAsync(new Uri(service.Address, $"/demo?language={language}").ToString());

            await States.Launcher(visit.Page, launcher).ClickAsync();

            foreach (var contact in contacts)
                await Expect(visit.Page.Locator($".away a[href='{contact}']")).ToBeVisibleAsync();
            await KeepsToAsync(visit.Page, contacts, language);
        }
    }

    [Fact]
    public async Task The_check_itself_notices_another_countrys_number()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, new Uri(browser.Address, "/faq"));

        await Assert.ThrowsAsync<ShouldAssertException>(() => KeepsToAsync(visit.Page, ["tel:116123", "tel:112"], "/faq"));
    }

    /// <summary>Every link to call or write to leads to one of the contacts or a clinic, the first and the last are there, and no text names a number of the United States.</summary>
    private static async Task KeepsToAsync(IPage page, string[] contacts, string where)
    {
        var hrefs = await page.Locator("a[href^='tel:'], a[href^='sms:'], a[href*='lifeline']").EvaluateAllAsync<string[]>("all => all.map(a => a.getAttribute('href'))");
        hrefs.ShouldContain(contacts[0], customMessage: where);
        hrefs.ShouldContain(contacts[^1], customMessage: where);
        hrefs.Where(href => href.Length < "tel:5550100".Length || href.StartsWith("http", StringComparison.Ordinal)).Except(contacts, StringComparer.Ordinal).ShouldBeEmpty(where);
        var text = await page.EvaluateAsync<string>("() => document.body.innerText + [...document.querySelectorAll('*')].map(e => e.shadowRoot ? [...e.shadowRoot.children].map(c => c.innerText).join(' ') : '').join(' ')");
        American().Matches(text).Select(match => match.Value).ShouldBeEmpty(where);
    }

    /// <summary>The shipped knowledge for a clinic of this country: links to everything but its <c>clinic.yaml</c>.</summary>
    private static string Knowledge(string country)
    {
        var folder = ServiceProcess.NewFolder();
        var shipped = Repository.Path("knowledge");
        foreach (var directory in Directory.EnumerateDirectories(shipped))
            Directory.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(directory)), directory);
        foreach (var file in Directory.EnumerateFiles(shipped).Where(file => Path.GetFileName(file) != "clinic.yaml"))
            File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(file)), file);
        File.WriteAllText(Path.Combine(folder, "clinic.yaml"), $"{File.ReadAllText(Path.Combine(shipped, "clinic.yaml"))}\ncountry: {country}\n");
        return folder;
    }

    [GeneratedRegex(@"\b(988|911|741741)\b")]
    private static partial Regex American();
}
