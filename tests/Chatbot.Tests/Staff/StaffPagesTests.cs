using System.Net;
using System.Text.RegularExpressions;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Staff;

/// <summary>The staff area over HTTP: closed to strangers, and every step on record.</summary>
public sealed partial class StaffPagesTests(Service service) : IClassFixture<Service>
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task A_stranger_is_sent_to_the_sign_in_from_every_staff_page()
    {
        using var http = Client(out _);
        foreach (var path in new[] { "/staff", "/staff/requests/AAAA-BBBB-CCCC-DDDD", "/Staff", "/staff/sign-out" })
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
            response.StatusCode.ShouldBe(HttpStatusCode.Redirect, path);
            response.Headers.Location!.ToString().ShouldBe("/staff/sign-in");
            response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("frame-ancestors 'none'");
            response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        }

        foreach (var path in new[] { "/staff/requests/AAAA-BBBB-CCCC-DDDD?handler=Note", "/staff/requests/AAAA-BBBB-CCCC-DDDD?handler=Handle", "/staff/sign-out" })
        {
            using var response = await http.PostAsync(new Uri(path, UriKind.Relative), new FormUrlEncodedContent([]));
            response.StatusCode.ShouldBe(HttpStatusCode.Redirect, path);
        }
    }

    [Fact]
    public async Task Staff_sign_in_read_note_handle_and_sign_out_and_the_old_cookie_is_dead()
    {
        await ServiceProcess.CommandAsync(service.Process.StorageFolder, Password, "staff", "add", "Sam", "--password-stdin");
        var calm = await SubmitAsync("Please call me.");
        var urgent = await SubmitAsync("i want to die");
        using var http = Client(out var cookies);

        await SignInAsync(http, "wrong password", HttpStatusCode.Unauthorized);
        await SignInAsync(http, Password, HttpStatusCode.Redirect);
        var inbox = await http.GetStringAsync(new Uri("/staff", UriKind.Relative));
        inbox.IndexOf(urgent, StringComparison.Ordinal).ShouldBeInRange(0, inbox.IndexOf(calm, StringComparison.Ordinal));
        inbox.ShouldNotContain("Please call me.");

        var address = new Uri($"/staff/requests/{calm}", UriKind.Relative);
        var opened = await http.GetStringAsync(address);
        opened.ShouldContain("Please call me.");
        (await service.Http.GetStringAsync(new Uri($"/api/contact/{calm}", UriKind.Relative))).ShouldBe("""{"state":"read"}""");

        await PostAsync(http, $"/staff/requests/{calm}?handler=Note", opened, ("text", "called back <b>"));
        (await http.GetStringAsync(address)).ShouldContain("called back &lt;b&gt;");
        await PostAsync(http, $"/staff/requests/{calm}?handler=Handle", opened, ("handled", "true"));
        (await http.GetStringAsync(new Uri("/staff", UriKind.Relative))).ShouldContain("handled by sam");

        using var forged = await http.PostAsync(new Uri($"/staff/requests/{calm}?handler=Handle", UriKind.Relative), new FormUrlEncodedContent([new("handled", "false")]));
        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest, "a form without its token is another site's");

        var old = cookies.GetCookies(service.Process.Address)["staff"]!.Value;
        await PostAsync(http, "/staff/sign-out", inbox);
        using var stale = new HttpRequestMessage(HttpMethod.Get, "/staff");
        stale.Headers.Add("Cookie", $"staff={old}");
        using var bare = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = service.Process.Address };
        (await bare.SendAsync(stale)).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        var (exitCode, audit) = await ServiceProcess.CommandAsync(service.Process.StorageFolder, "", "audit", "verify");
        (exitCode, audit).ShouldBe((0, audit));
        audit.ShouldContain("The audit is whole");
    }

    [Fact]
    public async Task In_production_the_cookies_are_secure_and_bound_to_the_host()
    {
        using var production = await ServiceProcess.StartAsync(settings: new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["BotFramework__AppId"] = "00000000-0000-0000-0000-000000000001", ["BotFramework__AppPassword"] = "only-for-this-test" });
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = production.Address };

        using var page = await http.GetAsync(new Uri("/staff/sign-in", UriKind.Relative));

        var cookie = page.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldStartWith("__Host-form=");
        foreach (var flag in new[] { "secure", "httponly", "samesite=strict", "path=/" })
            cookie.ShouldContain(flag, Case.Insensitive);
    }

    private HttpClient Client(out CookieContainer cookies)
    {
        cookies = new CookieContainer();
        return new HttpClient(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = service.Process.Address };
    }

    private async Task<string> SubmitAsync(string message)
    {
        using var response = await service.Http.PostAsJsonAsync("/api/contact", new { idempotencyKey = Guid.NewGuid().ToString("N"), name = "Visitor", email = "v@example.org", message, consent = true });
        return (await response.Content.ReadFromJsonAsync<Dictionary<string, object>>())!["reference"].ToString()!;
    }

    private static async Task SignInAsync(HttpClient http, string password, HttpStatusCode expected)
    {
        var page = await http.GetStringAsync(new Uri("/staff/sign-in", UriKind.Relative));
        using var response = await http.PostAsync(new Uri("/staff/sign-in", UriKind.Relative), new FormUrlEncodedContent([new("name", "sam"), new("password", password), new("__RequestVerificationToken", TokenOf(page))]));
        response.StatusCode.ShouldBe(expected);
    }

    private static async Task PostAsync(HttpClient http, string path, string page, params (string Name, string Value)[] fields)
    {
        using var response = await http.PostAsync(
            new Uri(path, UriKind.Relative),
            new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).Append(new("__RequestVerificationToken", TokenOf(page)))));
        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    private static string TokenOf(string page) => TokenPattern().Match(page).Groups["token"].Value;

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="(?<token>[^"]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex TokenPattern();
}
