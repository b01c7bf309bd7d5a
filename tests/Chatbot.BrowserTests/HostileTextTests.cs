using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chatbot.Tests.Support;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Chatbot.BrowserTests;

/// <summary>Text that tries to become script, through every place where text of others is shown: 0 dialogs, nothing loaded, nothing executed, and every string readable as it was written.</summary>
public sealed class HostileTextTests(Browser browser) : IClassFixture<Browser>
{
    private const int Batch = 50;

    /// <summary>A browser replaces U+0000 in what it parses; protocols and files refuse it.</summary>
    private static readonly IReadOnlyList<string> Strings = [.. HostileStrings.All.Select(text => text.Replace("\u0000", "", StringComparison.Ordinal))];

    [Fact]
    public void There_are_two_hundred_different_ones() => Strings.Distinct().Count().ShouldBeGreaterThanOrEqualTo(200);

    [Fact]
    public async Task As_questions_typed_or_read_back_they_stay_text()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, browser.Address);
        await visit.WelcomedAsync();
        foreach (var text in Strings.Take(20))
            await visit.AskAsync(text);
        foreach (var text in Strings.Skip(20))
            await visit.SayFromElsewhereAsync(browser.Address, text);

        await Expect(visit.Messages).ToHaveCountAsync(1 + (2 * Strings.Count), new LocatorAssertionsToHaveCountOptions { Timeout = 60_000 });
        var typed = (await visit.ShownAsync()).Where(message => message.Mine).Select(message => message.Text).ToList();
        typed.Order(StringComparer.Ordinal).ShouldBe(Strings.Order(StringComparer.Ordinal));
        await visit.Page.ReloadAsync();
        await visit.ShowsWhatIsStoredAsync(browser.Address);
        await NothingRanAsync(visit.Page);
    }

    [Fact]
    public async Task As_names_in_the_form_they_stay_text_and_no_request_breaks_the_service()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, browser.Address);
        var page = visit.Page;
        await visit.WelcomedAsync();
        await page.Locator(".contact-link").ClickAsync();
        var name = page.GetByLabel("What should we call you?");
        await Expect(name).ToBeFocusedAsync();
        foreach (var text in Strings)
        {
            var line = text.ReplaceLineEndings(" ");
            await name.EvaluateAsync("(e, text) => { e.value = text; e.dispatchEvent(new Event('input', { bubbles: true })); }", line);
            (await name.InputValueAsync()).ShouldBe(line);
        }

        await page.ReloadAsync();
        await visit.WelcomedAsync();
        await page.Locator(".contact-link").ClickAsync();
        await Expect(name).ToHaveValueAsync(Strings[^1].ReplaceLineEndings(" "));
        await NothingRanAsync(page);

        using var http = new HttpClient { BaseAddress = browser.Address };
        foreach (var text in Strings)
        {
            using var response = await http.PostAsJsonAsync(new Uri("/api/contact", UriKind.Relative), new { idempotencyKey = Guid.NewGuid().ToString("N"), name = text, email = "sam@example.org", message = text, consent = true });
            ((int)response.StatusCode).ShouldBeOneOf(201, 400);
        }
    }

    [Fact]
    public async Task In_citations_tables_notes_suggestions_and_article_panels_they_stay_text()
    {
        foreach (var batch in Strings.Chunk(Batch))
        {
            await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, browser.Address);
            await HandMade.ServeAsync(visit.Context, [.. batch.Select(Everywhere)]);
            await visit.Context.RouteAsync("**/api/widget/articles/*", route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = HostileArticle(batch) }));
            await visit.Page.GotoAsync(browser.Address.ToString());
            await Expect(visit.Messages).ToHaveCountAsync(batch.Length);

            var text = await visit.Page.Locator(".messages").EvaluateAsync<string>("e => e.textContent");
            batch.ShouldAllBe(hostile => text.Contains(hostile, StringComparison.Ordinal));
            await visit.Page.Locator(".passage summary").First.ClickAsync();
            await visit.Page.Locator("figcaption a").First.ClickAsync();
            await Expect(visit.Page.Locator(".article h3").First).ToBeVisibleAsync();
            var article = await visit.Page.Locator(".article").EvaluateAsync<string>("e => e.textContent");
            batch.ShouldAllBe(hostile => article.Contains(hostile, StringComparison.Ordinal));
            (await visit.Page.Locator(".chat[aria-label] a").EvaluateAllAsync<string[]>("all => all.map(e => e.href)")).ShouldAllBe(href => !href.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase));
            await NothingRanAsync(visit.Page);
        }
    }

    [Fact]
    public async Task In_an_articles_title_and_text_they_stay_text_on_every_page_and_in_the_panel()
    {
        // The reader of articles refuses markup in their text, so what reaches a page there is the rest.
        var title = string.Join(" ", Strings.Select(text => text.ReplaceLineEndings(" ")));
        var plain = Strings.Where(text => !text.Contains('<', StringComparison.Ordinal) && !text.Contains("](", StringComparison.Ordinal) && !text.Contains('\n', StringComparison.Ordinal)).ToList();
        plain.Count.ShouldBeGreaterThan(20);
        var knowledge = Knowledge(title, plain);
        using var service = await ServiceProcess.StartAsync(settings: new Dictionary<string, string>(Browser.Generous) { ["Knowledge__Folder"] = knowledge });
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, service.Address);

        foreach (var path in new[] { "/articles", "/articles/gateway-solutions", "/faq/driving", "/sheet" })
        {
            await visit.Page.GotoAsync(new Uri(service.Address, path).ToString());
            await NothingRanAsync(visit.Page);
            if (path.StartsWith("/articles", StringComparison.Ordinal))
                (await visit.Page.Locator("main").EvaluateAsync<string>("e => e.textContent")).ShouldContain(title);
        }

        await visit.Page.GotoAsync(new Uri(service.Address, "/articles/gateway-solutions").ToString());
        var text = await visit.Page.Locator("main").EvaluateAsync<string>("e => e.textContent");
        plain.ShouldAllBe(hostile => text.Contains(hostile, StringComparison.Ordinal));
        await visit.Page.GotoAsync(service.Address.ToString());
        await visit.WelcomedAsync();
        await visit.AskAndReadAsync("can I drive home afterwards?");
        await visit.Page.Locator("figcaption a[aria-label*='Gateway']").First.ClickAsync();
        await Expect(visit.Page.Locator(".article")).ToContainTextAsync(title[..60]);
        await NothingRanAsync(visit.Page);
    }

    [Fact]
    public async Task The_check_itself_notices_a_string_that_is_put_in_as_markup()
    {
        var visit = await Visit.ToAsync(browser.Chromium, browser.Address);
        await visit.WelcomedAsync();
        // Without the policy, which would stop it a second time.
        await using var bare = await Visit.ToAsync(browser.Chromium, at: null, null, browser.Address);
        bare.ErrorsExpected = true;
        await bare.Page.SetContentAsync("<p></p>");
        await bare.Page.EvaluateAsync("document.querySelector('p').innerHTML = '<img src=x onerror=\"window.broken=1\">'");
        await bare.Page.WaitForFunctionAsync("window.broken === 1");

        await Assert.ThrowsAsync<ShouldAssertException>(() => NothingRanAsync(bare.Page));
        await visit.DisposeAsync();
    }

    /// <summary>The string in every place of a reply where a service might put text.</summary>
    private static JsonObject Everywhere(string text)
    {
        var citation = HandMade.Citation(1, text, text, text, $"Before. {text} After.", article: text);
        citation["url"] = text;
        return HandMade.Reply(
            "differ",
            [HandMade.Words(text, text), HandMade.Quote(1), HandMade.Quote(2)],
            [citation, HandMade.Citation(2, text, text, text)],
            ("differ", new JsonObject { ["title"] = text, ["measures"] = text, ["note"] = text, ["ourRule"] = text, ["positions"] = new JsonArray(new JsonObject { ["source"] = text, ["measures"] = text, ["quotes"] = new JsonArray(2) }) }),
            ("suggestions", new JsonArray(new JsonObject { ["id"] = text, ["text"] = text })));
    }

    private static string HostileArticle(string[] batch) => JsonSerializer.Serialize(new
    {
        title = string.Join(" ", batch),
        source = batch[0],
        sections = batch.Select((text, i) => new { heading = text, passages = new[] { new { bullet = i % 2 == 0, sentences = new[] { new { start = 2210, end = 2301, text } } } } }),
    });

    /// <summary>A copy of the knowledge in which one article has this title and further bullets.</summary>
    private static string Knowledge(string title, List<string> bullets)
    {
        var folder = ServiceProcess.NewFolder();
        foreach (var file in Directory.EnumerateFiles(Repository.Path("knowledge"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Repository.Path("knowledge"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var article = Path.Combine(folder, "articles", "gateway-solutions.md");
        var lines = File.ReadAllLines(article).Select(line => line.StartsWith("title:", StringComparison.Ordinal) ? $"title: {JsonSerializer.Serialize(title)}" : line);
        File.WriteAllText(article, $"{string.Join('\n', lines)}\n\n## Further\n\n{string.Join("\n\n", bullets.Select(text => $"- {text}"))}\n");
        return folder;
    }

    private static async Task NothingRanAsync(IPage page)
    {
        (await page.EvaluateAsync<bool>("window.broken === undefined")).ShouldBeTrue();
        (await page.TitleAsync()).ShouldNotBe("broken");
    }
}
