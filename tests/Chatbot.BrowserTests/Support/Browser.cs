using Chatbot.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace Chatbot.BrowserTests;

/// <summary>Debian's Chromium and a running service: one of each for all tests that need none of their own. Every visit has a browser context to itself.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>Every test comes from one address, and asks much.</summary>
    internal static readonly Dictionary<string, string> Generous = new()
    {
        ["DirectLine__TokensPerMinute"] = "100000",
        ["DirectLine__ActivitiesPerMinute"] = "100000",
    };

    /// <summary>The machine may be busy with other things; a test that passes does not wait.</summary>
    private const float PatienceMilliseconds = 30_000;

    private static readonly Lazy<Task<(IBrowser Chromium, ServiceProcess Service)>> Shared = new(StartAsync);

    public IBrowser Chromium { get; private set; } = null!;

    internal ServiceProcess Service { get; private set; } = null!;

    internal Uri Address => Service.Address;

    public async Task InitializeAsync() => (Chromium, Service) = await Shared.Value;

    /// <summary>Other classes go on; both end with the process.</summary>
    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Takes a picture when SCREENSHOTS names a folder.</summary>
    internal static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png") });
    }

    private static async Task<(IBrowser Chromium, ServiceProcess Service)> StartAsync()
    {
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        var service = await ServiceProcess.StartAsync(settings: Generous);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => service.Dispose();
        var playwright = await Playwright.CreateAsync();
        var chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        return (chromium, service);
    }
}
