using Chatbot.Tests.Support;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Chatbot.BrowserTests;

/// <summary>The plain contact page and the staff inbox in a real browser.</summary>
public sealed class StaffTests(Browser browser) : IClassFixture<Browser>
{
    private const string Password = "correct horse battery";

    /// <summary>What stored scripts look like; <c>{0}</c> runs when one of them does.</summary>
    private static readonly string[] Scripts =
    [
        "<script>{0}</script>", "<img src=x onerror={0}>", "\"><svg onload={0}>", "'><body onload={0}>", "</textarea><script>{0}</script>", "</title><script>{0}</script>", "<iframe srcdoc='<script>{0}</script>'>",
        "<a href=javascript:{0}>x</a>", "javascript:{0}", "<details open ontoggle={0}>", "<math><mtext></mtext><mglyph><style></math><img src onerror={0}>", "<input autofocus onfocus={0}>", "&lt;script&gt;{0}&lt;/script&gt;", "<scr<script>ipt>{0}</scr</script>ipt>",
        "\u2028<script>{0}</script>", "<svg><animate onbegin={0} attributeName=x dur=1s>", "<video><source onerror={0}>", "{{constructor.constructor('{0}')()}}", "<!--><script>{0}</script>", "<object data=javascript:{0}>",
    ];

    [Fact]
    public async Task A_visitor_without_JavaScript_sends_the_plain_form_and_sees_how_far_it_is()
    {
        using var service = await ServiceProcess.StartAsync();
        var page = await browser.Chromium.NewPageAsync(new BrowserNewPageOptions { JavaScriptEnabled = false, ViewportSize = new ViewportSize { Width = 320, Height = 900 } });
        await page.GotoAsync(new Uri(service.Address, "/contact").ToString());

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Send to the clinic" }).ClickAsync();
        await Expect(page.GetByText("Please tell us what to call you; a first name is enough.")).ToBeVisibleAsync();
        await page.GetByLabel("What should we call you?").FillAsync("Sam");
        await page.GetByLabel("Phone").FillAsync("+1 646 694 1660");
        await page.GetByLabel("Your message").FillAsync("first line\nsecond line");
        await page.GetByLabel("I agree").CheckAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Send to the clinic" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Your request is stored" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "See how far it is" }).ClickAsync();
        await Expect(page.GetByText("Received: your request is stored")).ToBeVisibleAsync();
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_plain_form_works_in_a_frame_of_the_own_site_and_another_site_cannot_frame_the_inbox()
    {
        using var service = await ServiceProcess.StartAsync();
        var page = await browser.Chromium.NewPageAsync();
        await page.RouteAsync("**/host-page", route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/html", Body = "<iframe src=/contact></iframe><iframe src=/staff/sign-in></iframe>" }));
        await page.GotoAsync(new Uri(service.Address, "/host-page").ToString());

        var frame = page.FrameLocator("iframe[src='/contact']");
        await frame.GetByLabel("What should we call you?").FillAsync("Sam");
        await frame.GetByLabel("E-mail").FillAsync("sam@example.org");
        await frame.GetByLabel("I agree").CheckAsync();
        await frame.GetByRole(AriaRole.Button).ClickAsync();

        await Expect(frame.GetByText("Your request is stored.")).ToBeVisibleAsync();
        await Expect(page.FrameLocator("iframe[src='/staff/sign-in']").GetByLabel("Password")).ToHaveCountAsync(0);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Stored_scripts_in_every_field_are_only_text_in_the_inbox()
    {
        using var service = await ServiceProcess.StartAsync();
        (await ServiceProcess.CommandAsync(service.StorageFolder, Password, "staff", "add", "sam", "--password-stdin")).ExitCode.ShouldBe(0);
        using var http = new HttpClient { BaseAddress = service.Address };
        var references = new List<string>();
        foreach (var script in Scripts)
        {
            var text = script.Replace("{0}", "alert(1)", StringComparison.Ordinal);
            using var response = await http.PostAsync("/api/contact", System.Net.Http.Json.JsonContent.Create(new
            {
                idempotencyKey = Guid.NewGuid().ToString("N"),
                name = text.Replace("\u2028", " ", StringComparison.Ordinal),
                email = "sam@example.org",
                phone = "+1 646 694 1660",
                preferredTime = text.Replace("\u2028", " ", StringComparison.Ordinal),
                topic = text.Replace("\u2028", " ", StringComparison.Ordinal),
                message = text,
                consent = true,
            }));
            var body = await response.Content.ReadAsStringAsync();
            response.IsSuccessStatusCode.ShouldBeTrue($"{script}: {body}");
            references.Add(System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("reference").GetString()!);
        }

        var page = await browser.Chromium.NewPageAsync();
        var faults = new List<string>();
        page.Dialog += async (_, dialog) =>
        {
            faults.Add($"dialog {dialog.Message}");
            await dialog.DismissAsync();
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                faults.Add(message.Text);
        };
        page.PageError += (_, error) => faults.Add(error);
        await page.GotoAsync(new Uri(service.Address, "/staff").ToString());
        await page.GetByLabel("Name").FillAsync("sam");
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Contact requests" })).ToBeVisibleAsync();
        await Browser.PictureAsync(page, "staff-inbox");

        for (var i = 0; i < references.Count; i++)
        {
            await page.GotoAsync(new Uri(service.Address, $"/staff/requests/{references[i]}").ToString());
            var text = Scripts[i].Replace("{0}", "alert(1)", StringComparison.Ordinal);
            (await page.Locator("dd").Last.TextContentAsync())!.Trim().ShouldBe(text.Trim(), "it is shown as it was typed");
            (await page.Locator("main script, main iframe, main svg, main img, main object, main a[href^=javascript]").CountAsync()).ShouldBe(0);
        }

        await page.GetByLabel("Add a note").FillAsync("<img src=x onerror=alert(1)>");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save the note" }).ClickAsync();
        await Expect(page.Locator(".note span")).ToHaveTextAsync("<img src=x onerror=alert(1)>");
        await Browser.PictureAsync(page, "staff-request");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Mark as handled" }).ClickAsync();
        await Expect(page.GetByText("handled by sam")).ToBeVisibleAsync();
        faults.ShouldBeEmpty();
        await page.CloseAsync();
    }
}
