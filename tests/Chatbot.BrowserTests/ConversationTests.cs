using Chatbot.Tests.Support;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Chatbot.BrowserTests;

/// <summary>Whatever happens to page, network, token or service: what a visitor sees is what the service has stored, message by message.</summary>
public sealed class ConversationTests(Browser browser) : IClassFixture<Browser>
{
    private const string Question = "can I drive home afterwards?";
    private static readonly LocatorAssertionsToHaveCountOptions Patient = new() { Timeout = 30_000 };

    [Fact]
    public async Task It_is_kept_from_page_to_page_over_reloads_and_in_a_new_tab()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, browser.Address);
        await States.OpenAsync(visit, browser.Address);
        await visit.WelcomedAsync();
        await visit.AskAndReadAsync(Question);

        await visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Our team" }).ClickAsync();
        await Expect(visit.Messages).ToHaveCountAsync(3);
        await visit.AskAndReadAsync("and does it hurt?");
        await visit.Page.ReloadAsync();
        await visit.ShowsWhatIsStoredAsync(browser.Address);

        var tab = await visit.Context.NewPageAsync();
        await tab.GotoAsync(new Uri(browser.Address, "/").ToString());
        await visit.ShowsWhatIsStoredAsync(browser.Address, tab);
    }

    [Fact]
    public async Task Two_tabs_agree_and_start_again_forgets_in_both()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, browser.Address);
        await visit.WelcomedAsync();
        var other = await visit.Context.NewPageAsync();
        await other.GotoAsync(browser.Address.ToString());
        await Expect(other.Locator(".message[data-id]")).ToHaveCountAsync(1);

        await visit.AskAndReadAsync(Question);
        await other.GetByLabel("Your question").FillAsync("how long does an infusion take?");
        await other.Keyboard.PressAsync("Enter");
        await Expect(visit.Messages).ToHaveCountAsync(5);
        await visit.ShowsWhatIsStoredAsync(browser.Address);
        await visit.ShowsWhatIsStoredAsync(browser.Address, other);

        var before = (string?)(await visit.SessionAsync())["conversation"];
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "More" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Start again and forget" }).ClickAsync();
        await Expect(visit.Messages).ToHaveCountAsync(1);
        await Expect(other.Locator(".message[data-id]")).ToHaveCountAsync(1);
        ((string?)(await visit.SessionAsync())["conversation"]).ShouldNotBe(before);
        await visit.ShowsWhatIsStoredAsync(browser.Address);
        await visit.ShowsWhatIsStoredAsync(browser.Address, other);
        (await visit.Page.EvaluateAsync<string>("JSON.stringify({ ...localStorage, ...sessionStorage })")).ShouldNotContain(before!);
    }

    [Fact]
    public async Task A_message_that_was_left_behind_with_its_conversation_opens_no_line_anew()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, browser.Address);
        await visit.Page.Clock.InstallAsync();
        await visit.Page.GotoAsync(browser.Address.ToString());
        await visit.WelcomedAsync();
        await visit.AskAndReadAsync(Question);
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "More" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Start again and forget" }).ClickAsync();
        await Expect(visit.Messages).ToHaveCountAsync(1);
        var sockets = 0;
        visit.Page.WebSocket += (_, _) => sockets++;

        await visit.Page.Clock.FastForwardAsync("00:05");
        await visit.AskAndReadAsync("how long does an infusion take?");

        sockets.ShouldBe(0);
    }

    [Fact]
    public async Task Two_tabs_that_open_at_the_same_time_open_one_conversation()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, browser.Address);
        var other = await visit.Context.NewPageAsync();

        await Task.WhenAll(visit.Page.GotoAsync(browser.Address.ToString()), other.GotoAsync(browser.Address.ToString()));
        await visit.WelcomedAsync();
        await Expect(other.Locator(".message[data-id]")).ToHaveCountAsync(1);

        await visit.ShowsWhatIsStoredAsync(browser.Address);
        await visit.ShowsWhatIsStoredAsync(browser.Address, other);
    }

    [Fact]
    public async Task A_message_typed_without_a_network_goes_out_once_when_it_is_back()
    {
        using var line = new Line(browser.Address);
        await using var visit = await Visit.ToAsync(browser.Chromium, line.Address);
        await visit.WelcomedAsync();
        visit.ErrorsExpected = true;

        line.Cut();
        await visit.AskAsync(Question);
        await Expect(visit.Page.GetByText("Not sent yet.")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".notice a[href='tel:911']")).ToBeVisibleAsync();
        await visit.AskAsync("how long does an infusion take?");
        line.Mend();

        await Expect(visit.Messages).ToHaveCountAsync(5, Patient);
        await visit.ShowsWhatIsStoredAsync(browser.Address);
        await Expect(visit.Page.Locator(".notice")).ToBeEmptyAsync();
        (await visit.ShownAsync()).Where(message => message.Mine).Select(message => message.Text).ShouldBe([Question, "how long does an infusion take?"]);
    }

    [Fact]
    public async Task A_message_that_could_not_be_sent_outlives_a_reload()
    {
        using var line = new Line(browser.Address);
        await using var visit = await Visit.ToAsync(browser.Chromium, browser.Address, null, line.Address);
        visit.ErrorsExpected = true;
        await visit.WelcomedAsync();
        await visit.Context.RouteAsync("**/v3/directline/conversations/*/activities", route => route.AbortAsync());
        await visit.AskAsync(Question);
        await Expect(visit.Page.GetByText("Not sent yet.")).ToBeVisibleAsync();

        await visit.Context.UnrouteAllAsync();
        await visit.Page.ReloadAsync();

        await Expect(visit.Messages).ToHaveCountAsync(3);
        await visit.ShowsWhatIsStoredAsync(browser.Address);
    }

    [Fact]
    public async Task An_answer_that_was_lost_on_the_way_is_not_asked_for_twice()
    {
        using var line = new Line(browser.Address);
        await using var visit = await Visit.ToAsync(browser.Chromium, line.Address);
        visit.ErrorsExpected = true;
        await visit.WelcomedAsync();

        // The service takes the message, and the browser hears nothing of it.
        var lost = 0;
        await visit.Context.RouteAsync("**/v3/directline/conversations/*/activities", async route =>
        {
            if (Interlocked.Increment(ref lost) > 1)
            {
                await route.ContinueAsync();
                return;
            }

            await route.FetchAsync();
            line.Cut();
            await route.AbortAsync();
        });
        await visit.AskAsync(Question);
        await Expect(visit.Page.Locator(".notice a[href='tel:911']")).ToBeVisibleAsync();
        line.Mend();

        await Expect(visit.Messages).ToHaveCountAsync(3, Patient);
        await visit.ShowsWhatIsStoredAsync(browser.Address);
        lost.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task After_two_hours_of_sleep_everything_is_there_that_was_said_meanwhile()
    {
        using var line = new Line(browser.Address);
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, line.Address);
        visit.ErrorsExpected = true;
        await visit.Page.Clock.InstallAsync();
        await visit.Page.GotoAsync(line.Address.ToString());
        await visit.WelcomedAsync();
        await visit.AskAndReadAsync(Question);

        line.FallSilent();
        await visit.SayFromElsewhereAsync(browser.Address, "how long does an infusion take?");
        line.Mend();
        await visit.Page.Clock.FastForwardAsync("02:00:00");

        await Expect(visit.Messages).ToHaveCountAsync(5, Patient);
        await visit.AskAndReadAsync("does it hurt?");
        await visit.ShowsWhatIsStoredAsync(browser.Address);
    }

    [Fact]
    public async Task A_socket_that_died_without_a_word_is_noticed_when_the_answer_stays_away()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, browser.Address);
        var sockets = 0;
        await visit.Page.RouteWebSocketAsync("**/stream*", socket =>
        {
            var server = socket.ConnectToServer();
            if (Interlocked.Increment(ref sockets) > 1)
                return;
            var frames = 0;
            server.OnMessage(message =>
            {
                // The welcome comes through, and then nothing any more.
                if (Interlocked.Increment(ref frames) == 1)
                    socket.Send(message.Text!);
            });
        });
        await visit.Page.GotoAsync(browser.Address.ToString());
        await visit.WelcomedAsync();

        await visit.AskAsync(Question);

        await Expect(visit.Messages).ToHaveCountAsync(3, Patient);
        await visit.ShowsWhatIsStoredAsync(browser.Address);
        sockets.ShouldBe(2);
    }

    [Fact]
    public async Task Where_no_socket_opens_it_polls()
    {
        await using var visit = await Visit.ToAsync(browser.Chromium, at: null, null, browser.Address);
        visit.ErrorsExpected = true;
        await visit.Page.RouteWebSocketAsync("**/stream*", socket => _ = socket.CloseAsync());
        await visit.Page.AddInitScriptAsync("window.WebSocket = class { constructor() { queueMicrotask(() => this.onclose?.()); } close() {} };");
        await visit.Page.GotoAsync(browser.Address.ToString());
        await visit.WelcomedAsync();

        await visit.AskAndReadAsync(Question);

        await visit.ShowsWhatIsStoredAsync(browser.Address);
    }

    [Fact]
    public async Task A_restart_of_the_service_loses_and_doubles_nothing()
    {
        var storage = ServiceProcess.NewFolder();
        var port = ServiceProcess.FreePort();
        using var first = await ServiceProcess.StartAsync(storage, port, Browser.Generous);
        await using var visit = await Visit.ToAsync(browser.Chromium, first.Address);
        visit.ErrorsExpected = true;
        await visit.WelcomedAsync();
        await visit.AskAndReadAsync(Question);

        first.Kill();
        await visit.AskAsync("how long does an infusion take?");
        await Expect(visit.Page.GetByText("Not sent yet.")).ToBeVisibleAsync();
        using var second = await ServiceProcess.StartAsync(storage, port, Browser.Generous);

        await Expect(visit.Messages).ToHaveCountAsync(5, Patient);
        await visit.ShowsWhatIsStoredAsync(second.Address);
        await visit.Page.ReloadAsync();
        await Expect(visit.Messages).ToHaveCountAsync(5);
        await visit.ShowsWhatIsStoredAsync(second.Address);
    }
}
