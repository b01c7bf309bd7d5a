using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Chatbot.Contact;
using Chatbot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Contact;

/// <summary>What programs and other websites send: flagged or refused, and never at a visitor's cost.</summary>
public sealed partial class AbuseTests
{
    [Theory]
    [InlineData("filled", 60, "honeypot")]
    [InlineData("", 1, "too-fast")]
    [InlineData("", 4, null)]
    [InlineData("", 100_000, null)]
    public async Task Suspected_spam_is_stored_flagged_and_told_nothing(string website, int seconds, string? suspicion)
    {
        await using var rooms = new ContactRooms();
        var ticket = rooms.Get<FormTicket>().Issue();
        rooms.Clock.Pass(TimeSpan.FromSeconds(seconds));

        var outcome = await rooms.Desk.SubmitAsync(ContactRooms.Form() with { Website = website, Ticket = ticket }, ContactDoor.Page, CancellationToken.None);

        outcome.ShouldBe(new ContactOutcome.Stored(((ContactOutcome.Stored)outcome).Reference, "2 business days", AlreadyThere: false));
        await using var db = rooms.Db();
        (await db.ContactRequests.SingleAsync()).Suspicion.ShouldBe(suspicion);
        (await db.Outbox.CountAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("garbage")]
    [InlineData("AAAA")]
    public async Task A_page_s_form_without_its_ticket_is_flagged_and_a_program_s_without_any_is_not(string? ticket)
    {
        await using var rooms = new ContactRooms();

        rooms.Get<Suspicion>().Of(ContactRooms.Form() with { Ticket = ticket }, ContactDoor.Page).ShouldBe("no-ticket");
        rooms.Get<Suspicion>().Of(ContactRooms.Form(), ContactDoor.Api).ShouldBeNull();
        rooms.Get<Suspicion>().Of(ContactRooms.Form(), ContactDoor.Card).ShouldBeNull();
    }

    [Fact]
    public async Task The_budget_of_all_is_kept_over_every_door_and_frees_by_the_hour_and_danger_still_gets_the_numbers()
    {
        await using var rooms = new ContactRooms(("Contact:RequestsPerHourOverall", "3"));
        var retried = ContactRooms.Form();
        await rooms.StoreAsync(retried);
        await rooms.StoreAsync();
        await rooms.Desk.SubmitAsync(ContactRooms.Form() with { Name = "" }, ContactDoor.Card, CancellationToken.None);
        await rooms.StoreAsync();

        var refused = await rooms.Desk.SubmitAsync(ContactRooms.Form() with { Message = "i want to die" }, ContactDoor.Card, CancellationToken.None);
        refused.ShouldBe(new ContactOutcome.TooMany(TimeSpan.FromHours(1)) { Urgent = true });
        (await rooms.Desk.SubmitAsync(retried, ContactDoor.Api, CancellationToken.None)).ShouldBeOfType<ContactOutcome.Stored>("a retry costs nothing");

        rooms.Clock.Pass(TimeSpan.FromHours(1));
        await rooms.StoreAsync();
    }

    [Fact]
    public async Task One_address_has_its_own_budget_and_is_told_when_to_try_again()
    {
        using var service = await ServiceProcess.StartAsync(settings: new Dictionary<string, string> { ["Contact__RequestsPerHour"] = "2" });
        using var http = new HttpClient { BaseAddress = service.Address };
        for (var i = 0; i < 2; i++)
            (await PostAsync(http, Form())).StatusCode.ShouldBe(HttpStatusCode.Created);

        using var refused = await PostAsync(http, Form());
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));

        // Another address claimed in a header changes nothing, unless the proxy is known.
        using var spoofed = await PostAsync(http, Form(), ("X-Forwarded-For", "203.0.113.9"));
        spoofed.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_known_proxy_s_visitors_each_have_their_own_budget()
    {
        using var service = await ServiceProcess.StartAsync(settings: new Dictionary<string, string> { ["Contact__RequestsPerHour"] = "1", ["Proxy__KnownProxies__0"] = "127.0.0.1" });
        using var http = new HttpClient { BaseAddress = service.Address };

        foreach (var visitor in new[] { "203.0.113.1", "203.0.113.2", "2001:db8:1::1", "2001:db8:2::1" })
            (await PostAsync(http, Form(), ("X-Forwarded-For", visitor))).StatusCode.ShouldBe(HttpStatusCode.Created, visitor);
        foreach (var visitor in new[] { "203.0.113.1", "2001:db8:1:0:ffff::2" })
            (await PostAsync(http, Form(), ("X-Forwarded-For", visitor))).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, visitor);
    }

    [Fact]
    public async Task A_form_of_another_website_is_refused_at_every_door_and_one_of_an_allowed_site_is_taken()
    {
        using var service = await ServiceProcess.StartAsync(settings: new Dictionary<string, string> { ["DirectLine__AllowedOrigins__0"] = "https://clinic.example" });
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = service.Address };
        var own = service.Address.ToString().TrimEnd('/');
        (string, string)[][] good = [[], [("Origin", own)], [("Origin", "https://clinic.example")], [("Origin", "null"), ("Sec-Fetch-Site", "same-origin")], [("Sec-Fetch-Site", "none")]];
        (string, string)[][] bad = [[("Origin", "https://evil.example")], [("Origin", "null")], [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")], [("Sec-Fetch-Site", "cross-site")], [("Origin", own + ".evil.example")]];

        foreach (var headers in good)
            (await PostAsync(http, Form(), headers)).StatusCode.ShouldBe(HttpStatusCode.Created, string.Join(' ', headers));
        foreach (var headers in bad)
        {
            (await PostAsync(http, Form(), headers)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, string.Join(' ', headers));
            (await PostPageAsync(http, await OpenPageAsync(http), headers)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, string.Join(' ', headers));
        }

        using var plain = new StringContent(Form().ToJsonString(), new MediaTypeHeaderValue("text/plain"));
        (await http.PostAsync(new Uri("/api/contact", UriKind.Relative), plain)).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType, "a browser sends text/plain to any site without asking");
    }

    [Fact]
    public async Task The_plain_page_stores_once_keeps_what_was_typed_and_shows_how_far_it_is()
    {
        using var service = await ServiceProcess.StartAsync();
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = service.Address };
        var form = await OpenPageAsync(http);

        form["email"] = "not an address";
        using var refused = await PostPageAsync(http, form, ("Origin", "null"), ("Sec-Fetch-Site", "same-origin"));
        var again = await refused.Content.ReadAsStringAsync();
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        again.ShouldContain("value=\"not an address\"");
        again.ShouldContain("It should look like name@example.org");
        again.ShouldContain(form["idempotencyKey"]);

        form["email"] = "sam@example.org";
        form["message"] = "line one\r\nline two <script>alert(1)</script>";
        using var stored = await PostPageAsync(http, form);
        using var repeated = await PostPageAsync(http, form);
        var reference = ReferencePattern().Match(await stored.Content.ReadAsStringAsync()).Value;
        reference.ShouldNotBeEmpty();
        ReferencePattern().Match(await repeated.Content.ReadAsStringAsync()).Value.ShouldBe(reference);
        stored.Headers.Contains("Set-Cookie").ShouldBeFalse("the form has no cookie to lose in a frame");

        var status = await http.GetStringAsync(new Uri($"/contact/status/{reference}", UriKind.Relative));
        status.ShouldContain("Received: your request is stored");
        status.ShouldNotContain("sam@example.org");
        (await http.GetAsync(new Uri("/contact/status/AAAA-BBBB-CCCC-DDDD", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static JsonObject Form() => new() { ["idempotencyKey"] = Guid.NewGuid().ToString("N"), ["name"] = "Sam", ["email"] = "sam@example.org", ["consent"] = true };

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, JsonObject form, params (string Name, string Value)[] headers) => SendAsync(http, "/api/contact", JsonContent.Create(form), headers);

    private static Task<HttpResponseMessage> PostPageAsync(HttpClient http, Dictionary<string, string> form, params (string Name, string Value)[] headers) => SendAsync(http, "/contact", new FormUrlEncodedContent(form), headers);

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string path, HttpContent content, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await http.SendAsync(request);
    }

    private static async Task<Dictionary<string, string>> OpenPageAsync(HttpClient http)
    {
        var page = await http.GetStringAsync(new Uri("/contact", UriKind.Relative));
        var form = HiddenPattern().Matches(page).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value);
        form.Keys.ShouldBe(["idempotencyKey", "ticket"], ignoreOrder: true);
        form["name"] = "Sam";
        form["email"] = "sam@example.org";
        form["consent"] = "true";
        return form;
    }

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)" />""", RegexOptions.ExplicitCapture)]
    private static partial Regex HiddenPattern();

    [GeneratedRegex("[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", RegexOptions.ExplicitCapture)]
    private static partial Regex ReferencePattern();
}
