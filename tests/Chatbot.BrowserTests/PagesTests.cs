using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Chatbot.BrowserTests;

/// <summary>The same without JavaScript: topics, articles, the sheet, for readers, printers and search engines.</summary>
public sealed partial class PagesTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData("driving", "Do I need someone to drive me home?")]
    [InlineData("duration", "How long does an infusion take?")]
    [InlineData("serious-risks", "What are the rare but serious side effects?")]
    public async Task A_topics_page_shows_without_script_the_sentences_that_the_chat_cites_and_leads_to_them_marked(string topic, string question)
    {
        await using var chat = await Visit.ToAsync(browser.Chromium, browser.Address);
        await chat.WelcomedAsync();
        await chat.AskAndReadAsync(question);
        var cited = (await chat.Page.Locator("figure.quote blockquote").AllInnerTextsAsync()).Select(text => text.Trim().Trim('“', '”')).ToList();
        cited.ShouldNotBeEmpty();

        await using var visit = await Visit.ToAsync(browser.Chromium, new Uri(browser.Address, $"/faq/{topic}"), new BrowserNewContextOptions { JavaScriptEnabled = false });
        var section = visit.Page.Locator("section.question", new PageLocatorOptions { Has = visit.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = question, Exact = true }) });
        var read = await section.First.InnerTextAsync();
        foreach (var sentence in cited)
            read.ShouldContain(sentence);

        // The page has the positions in their own order, the chat puts the one first that is asked for.
        await section.First.Locator("figcaption a, a.mark").First.ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(ArticleAddress());
        await Expect(visit.Page.Locator(".marked").First).ToBeInViewportAsync();
        var marked = await visit.Page.Locator(".marked").First.InnerTextAsync();
        cited.ShouldContain(quoted => quoted.StartsWith(marked, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1280, 800)]
    [InlineData(1280, 600)]
    [InlineData(768, 1024)]
    [InlineData(390, 844)]
    [InlineData(320, 640)]
    public async Task The_chat_stands_whole_on_the_first_screen_and_nothing_jumps_when_somebody_asks(int width, int height)
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, browser.Address, new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height } });
        await visit.WelcomedAsync();

        await visit.Input.FocusAsync();
        await visit.Page.Keyboard.TypeAsync("how long does an infusion take?");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Messages).ToHaveCountAsync(3);

        (await visit.Page.EvaluateAsync<double>("scrollY")).ShouldBe(0);
    }

    [Fact]
    public async Task Every_topics_page_holds_every_sentence_of_its_replies_warnings_too_and_no_table_twice()
    {
        using var http = new HttpClient { BaseAddress = browser.Address };
        var map = XDocument.Parse(await http.GetStringAsync(new Uri("/sitemap.xml", UriKind.Relative)));
        var topics = map.Descendants().Where(element => element.Name.LocalName == "loc").Select(element => element.Value).Where(address => address.Contains("/faq/", StringComparison.Ordinal)).ToList();
        topics.Count.ShouldBeGreaterThan(15);
        var warned = 0;
        foreach (var topic in topics)
        {
            var page = WebUtility.HtmlDecode(await http.GetStringAsync(new Uri(topic)));
            Tables().Matches(page).Select(match => match.Value).ShouldBeUnique();
            foreach (var section in page.Split("<section")[1..].Where(part => part.Contains("itemprop=\"name\"", StringComparison.Ordinal)))
            {
                var question = Name().Match(section).Groups["text"].Value;
                using var asked = await http.PostAsJsonAsync(new Uri("/api/ask", UriKind.Relative), new { text = question });
                var reply = JsonNode.Parse(await asked.Content.ReadAsStringAsync())!;
                var read = Markup().Replace(section, "");
                foreach (var citation in reply["citations"]!.AsArray())
                    read.ShouldContain((string)citation!["snippet"]!, customMessage: $"{topic}: {question}");
                if (read.Contains("Rare but serious", StringComparison.Ordinal) && section.Contains("<table", StringComparison.Ordinal))
                    warned++;
            }
        }

        warned.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Every_address_of_the_sitemap_is_a_page_with_a_title_a_description_and_links_that_lead_somewhere()
    {
        using var http = new HttpClient { BaseAddress = browser.Address };
        var map = XDocument.Parse(await http.GetStringAsync(new Uri("/sitemap.xml", UriKind.Relative)));
        var addresses = map.Descendants().Where(element => element.Name.LocalName == "loc").Select(element => element.Value).ToList();
        addresses.Count.ShouldBeGreaterThan(20);
        (await http.GetStringAsync(new Uri("/robots.txt", UriKind.Relative))).ShouldContain($"Sitemap: {browser.Address}sitemap.xml");

        // The form's plain page is another room's.
        var links = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in addresses)
        {
            var page = await http.GetStringAsync(new Uri(address));
            page.ShouldContain("<meta name=\"description\"");
            page.ShouldContain("tel:988");
            page.ShouldContain("tel:911");
            links.UnionWith(Href().Matches(page).Select(match => match.Groups["path"].Value));
        }

        foreach (var path in links.Where(path => path != "/contact"))
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
            response.IsSuccessStatusCode.ShouldBeTrue(path);
        }
    }

    [Fact]
    public async Task An_anchor_alone_marks_its_sentence_and_a_range_that_is_none_marks_nothing()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, new Uri(browser.Address, "/articles/gateway-solutions#s3"), new BrowserNewContextOptions { JavaScriptEnabled = false });
        await Expect(visit.Page.Locator("#s3")).ToHaveCSSAsync("background-color", "rgb(255, 233, 163)");
        foreach (var mark in new[] { "", "x", "-1--2", "1-2-3", "99999999999999999999-1", "%00", "9-1" })
        {
            using var http = new HttpClient { BaseAddress = browser.Address };
            (await http.GetStringAsync(new Uri($"/articles/gateway-solutions?mark={mark}", UriKind.Relative))).ShouldNotContain("sentence marked");
        }
    }

    [Fact]
    public async Task The_sheet_is_made_without_script_of_differing_topics_topics_of_one_article_and_own_questions_each_cited()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, new Uri(browser.Address, "/sheet"), new BrowserNewContextOptions { JavaScriptEnabled = false });
        var page = visit.Page;
        await page.GetByLabel("Your own questions").FillAsync("Can my sister come along?\n<script>alert(1)</script>");
        await page.GetByLabel("Driving and machinery").CheckAsync();
        await page.GetByLabel("Serious risks").CheckAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Make the sheet" }).ClickAsync();

        await Expect(page.GetByText("Can my sister come along?")).ToBeVisibleAsync();
        await Expect(page.GetByText("<script>alert(1)</script>")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Driving after an infusion" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Serious risks" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Aftercare" })).ToHaveCountAsync(0);
        (await page.Locator("table.differ td p").CountAsync()).ShouldBe(await page.Locator("table.differ td a.mark").CountAsync());
        page.Url.ShouldEndWith("/sheet");
    }

    [Fact]
    public async Task The_widgets_sheet_carries_the_questions_that_stayed_open()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, browser.Address);
        await States.EnterAsync("sheet", visit, browser.Address);

        var sheet = await visit.Page.RunAndWaitForPopupAsync(() => visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Open the sheet" }).ClickAsync());

        await Expect(sheet.GetByText("do you have a parking garage?")).ToBeVisibleAsync();
        await Expect(sheet.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Print this sheet" })).ToBeVisibleAsync();
        sheet.Url.ShouldEndWith("/sheet");
    }

    [Fact]
    public async Task A_page_that_is_not_there_says_so_as_a_page_and_an_interface_as_an_interface()
    {
        using var http = new HttpClient { BaseAddress = browser.Address };

        using var page = await http.GetAsync(new Uri("/nowhere", UriKind.Relative));
        using var data = await http.GetAsync(new Uri("/api/nowhere", UriKind.Relative));

        ((int)page.StatusCode).ShouldBe(404);
        (await page.Content.ReadAsStringAsync()).ShouldContain("This page is not here");
        ((int)data.StatusCode).ShouldBe(404);
        (await data.Content.ReadAsStringAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/faq")]
    [InlineData("/faq/side-effects")]
    [InlineData("/articles")]
    [InlineData("/articles/midwest-ketafusion")]
    [InlineData("/sheet")]
    [InlineData("/demo")]
    public async Task A_page_fits_a_narrow_phone(string path)
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, new Uri(browser.Address, path), new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 320, Height = 640 } });

        (await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(320);
    }

    [GeneratedRegex("/articles/[a-z-]+\\?mark=[0-9]+-[0-9]+#s[0-9]+$")]
    private static partial Regex ArticleAddress();

    [GeneratedRegex("href=\"(?<path>/[^\"#?]*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Href();

    [GeneratedRegex("<caption>[^<]*")]
    private static partial Regex Tables();

    [GeneratedRegex("itemprop=\"name\">(?<text>[^<]*)")]
    private static partial Regex Name();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Markup();
}
