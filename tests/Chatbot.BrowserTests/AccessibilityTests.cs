using System.Text.Json;
using Chatbot.Tests.Support;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Chatbot.BrowserTests;

/// <summary>axe-core on every state, light and dark, and the accessibility tree of the main states beside a golden file.</summary>
public sealed class AccessibilityTests(Browser browser) : IClassFixture<Browser>
{
    private const string Rules = "{ runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }, resultTypes: ['violations'] }";

    public static TheoryData<string, ColorScheme, int> AllStates()
    {
        var data = new TheoryData<string, ColorScheme, int>();
        foreach (var state in States.Widget)
        {
            data.Add(state, ColorScheme.Light, 1280);
            data.Add(state, ColorScheme.Dark, 320);
        }

        return data;
    }

    public static TheoryData<string, ColorScheme, int> AllPages()
    {
        var data = new TheoryData<string, ColorScheme, int>();
        foreach (var path in States.Pages)
        {
            data.Add(path, ColorScheme.Light, 1280);
            data.Add(path, ColorScheme.Dark, 320);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(AllStates))]
    public async Task The_widget_has_no_violation_in_any_state(string state, ColorScheme scheme, int width)
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = 800 } }, browser.Address);
        await States.EnterAsync(state, visit, browser.Address);

        (await ViolationsAsync(visit.Page)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public async Task A_page_has_no_violation(string path, ColorScheme scheme, int width)
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = 800 } }, browser.Address);
        await visit.Page.GotoAsync(new Uri(browser.Address, path).ToString());

        (await ViolationsAsync(visit.Page)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_check_itself_finds_a_control_without_a_name_and_text_without_contrast_inside_the_widget()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, browser.Address);
        await visit.WelcomedAsync();
        await visit.Page.Locator(".send").EvaluateAsync("e => e.removeAttribute('aria-label')");
        await visit.Page.Locator(".message p").First.EvaluateAsync("e => { e.style.color = '#bbb'; }");

        var found = await ViolationsAsync(visit.Page);

        found.ShouldContain(violation => violation.StartsWith("button-name"));
        found.ShouldContain(violation => violation.StartsWith("color-contrast"));
    }

    [Theory]
    [InlineData("launcher", "body")]
    [InlineData("welcome", ".chat[aria-label]")]
    [InlineData("answers", ".chat[aria-label]")]
    [InlineData("menu", ".chat[aria-label]")]
    [InlineData("form", ".chat[aria-label]")]
    [InlineData("form-errors", ".chat[aria-label]")]
    [InlineData("crisis", ".chat[aria-label]")]
    [InlineData("spanish", ".chat[aria-label] > header")]
    public async Task The_accessibility_tree_of_a_state_is_the_reviewed_one(string state, string part)
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, browser.Address);
        await States.EnterAsync(state, visit, browser.Address);

        Golden.Matches($"{state}.yml", await visit.Page.Locator(part).First.AriaSnapshotAsync());
    }

    [Theory]
    [InlineData("/faq")]
    [InlineData("/sheet")]
    public async Task The_accessibility_tree_of_a_page_is_the_reviewed_one(string path)
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, new Uri(browser.Address, path));

        Golden.Matches($"page{path.Replace('/', '-')}.yml", await visit.Page.Locator("body").AriaSnapshotAsync());
    }

    private static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page)
    {
        // By the debugger's door, not as a script of the page: the page's own policy stays in force.
        await page.EvaluateAsync(await File.ReadAllTextAsync(Repository.Path("src", "widget", "node_modules", "axe-core", "axe.min.js")));
        var result = await page.EvaluateAsync<JsonElement>($"() => axe.run(document, {Rules})");
        return [.. result.GetProperty("violations").EnumerateArray().SelectMany(violation => violation.GetProperty("nodes").EnumerateArray().Select(node =>
            $"{violation.GetProperty("id").GetString()} at {node.GetProperty("target")}: {node.GetProperty("failureSummary").GetString()}"))];
    }
}
