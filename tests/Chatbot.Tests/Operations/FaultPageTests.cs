using System.Net;
using Chatbot.Pages;
using Chatbot.Tests.Support;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Operations;

/// <summary>Something breaks that nobody foresaw.</summary>
public sealed class FaultPageTests : IAsyncLifetime
{
    private const string Secret = "a visitor's own words";

    private readonly CollectedLog _log = new();
    private readonly HttpClient _http = new();
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Environment.EnvironmentName = Environments.Production;
        builder.Logging.ClearProviders().AddProvider(_log);
        builder.Services.AddSingleton(Rooms.Library);
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.UseFaultPage();
        _app.MapGet("/page", IResult () => throw new InvalidOperationException(Secret));
        _app.MapGet("/api/thing", IResult () => throw new InvalidOperationException(Secret));
        _app.MapGet("/half", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("the first half");
            await context.Response.Body.FlushAsync();
            throw new InvalidOperationException(Secret);
        });
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_person_gets_the_numbers_to_call()
    {
        using var response = await _http.GetAsync(new Uri("/page", UriKind.Relative));
        var page = await response.Content.ReadAsStringAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        page.ShouldContain("href=\"tel:988\"");
        page.ShouldContain("href=\"tel:911\"");
        page.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task A_program_gets_a_problem_in_JSON()
    {
        using var response = await _http.GetAsync(new Uri("/api/thing", UriKind.Relative));

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await response.Content.ReadAsStringAsync()).ShouldNotContain(Secret);
    }

    [Fact]
    public async Task An_answer_that_has_begun_is_cut_off_so_that_nobody_takes_it_for_whole() =>
        await Should.ThrowAsync<HttpRequestException>(() => _http.GetStringAsync(new Uri("/half", UriKind.Relative)));

    [Fact]
    public async Task The_log_says_what_kind_of_fault_it_was_and_not_what_was_in_it()
    {
        using var response = await _http.GetAsync(new Uri("/page", UriKind.Relative));

        _log.Lines.ShouldContain(line => line.Contains("A request failed with InvalidOperationException", StringComparison.Ordinal));
        _log.Lines.ShouldAllBe(line => !line.Contains(Secret, StringComparison.Ordinal));
    }
}
