using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Chatbot.BrowserTests;

/// <summary>What a visitor can do with replies beside reading them: keep them, and say whether they were of use.</summary>
public sealed class ReplyToolsTests(Browser browser) : IClassFixture<Browser>
{
    private const string Question = "can I drive home afterwards?";

    [Fact]
    public async Task It_can_be_saved_and_printed_with_every_citation()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, browser.Address);
        await visit.WelcomedAsync();
        await visit.AskAndReadAsync(Question);
        var quoted = (await visit.Page.Locator("figure.quote blockquote").First.InnerTextAsync()).Trim();

        var download = await visit.Page.RunAndWaitForDownloadAsync(() => ChooseAsync(visit.Page, "Save the conversation"));
        var saved = await File.ReadAllTextAsync(await download.PathAsync());
        saved.ShouldContain(Question);
        saved.ShouldContain(quoted);
        saved.ShouldContain("[1] ");

        await visit.Context.AddInitScriptAsync("window.print = () => { document.documentElement.dataset.printed = 'yes'; };");
        var page = await visit.Page.RunAndWaitForPopupAsync(() => ChooseAsync(visit.Page, "Print the conversation"));
        await Expect(page.GetByText(Question)).ToBeVisibleAsync();
        await Expect(page.GetByText(quoted).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Thumbs_go_out_as_a_reaction_to_the_answer_with_the_reason()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, browser.Address);
        visit.ErrorsExpected = true;
        await visit.WelcomedAsync();
        await visit.AskAndReadAsync("how long does an infusion take?");
        var sent = new List<JsonObject>();
        visit.Page.Request += (_, request) =>
        {
            if (request.Method == "POST" && request.PostData?.Contains("messageReaction", StringComparison.Ordinal) == true)
                sent.Add(JsonNode.Parse(request.PostData)!.AsObject());
        };

        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "No", Exact = true }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "It is hard to understand" }).ClickAsync();
        await Expect(visit.Page.GetByText("Thank you.", new PageGetByTextOptions { Exact = true })).ToBeFocusedAsync();

        sent.Count.ShouldBe(2);
        var answer = (await visit.ShownAsync())[^1].Id;
        sent.ShouldAllBe(activity => (string?)activity["replyToId"] == answer && (string?)activity["reactionsAdded"]![0]!["type"] == "dislike");
        var kept = (await visit.StoredAsync(browser.Address)).Where(activity => (string?)activity["name"] == "feedback").Select(activity => (string?)activity["value"]!["reason"]);
        kept.ShouldBe([null, "unclear"]);
    }

    private static async Task ChooseAsync(IPage page, string entry)
    {
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "More" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = entry }).ClickAsync();
    }
}
