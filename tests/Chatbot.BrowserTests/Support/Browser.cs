using Chatbot.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace Chatbot.BrowserTests;

/// <summary>Debian's Chromium and one running service, for all tests of a class that need no service of their own.</summary>
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

    private IPlaywright? _playwright;
    private ServiceProcess? _service;

    public IBrowser Chromium { get; private set; } = null!;

    internal Uri Address => _service!.Address;

    internal ServiceProcess Service => _service!;

    public async Task InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        _playwright = await Playwright.CreateAsync();
        Chromium = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        _service = await ServiceProcess.StartAsync(settings: Generous);
    }

    public async Task DisposeAsync()
    {
        await Chromium.DisposeAsync();
        _playwright?.Dispose();
        _service?.Dispose();
    }
}
