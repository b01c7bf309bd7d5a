using Chatbot.Tests.Support;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Chatbot.BrowserTests;

/// <summary>
/// Pictures of the main states at 320, 768 and 1280 pixels, light and dark, kept for people to look at: in the folder that
/// SCREENSHOTS names, or else in <c>TestResults/screenshots</c>.
/// </summary>
public sealed class PictureTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly string[] MainStates = ["launcher", "welcome", "answers", "article", "form", "form-errors", "reference", "crisis", "sheet", "offline"];
    private static readonly string[] MainPages = ["/", "/faq/driving", "/articles/gateway-solutions", "/sheet", "/demo"];

    /// <summary>With <c>tests/run --full</c> every state and page, and the main ones otherwise.</summary>
    private static readonly bool All = Environment.GetEnvironmentVariable("ALL_PICTURES") is "1";

    private static string Folder => Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } named ? named : Repository.Path("TestResults", "screenshots");

    [Theory]
    [InlineData(320, 640)]
    [InlineData(768, 1024)]
    [InlineData(1280, 800)]
    public async Task Every_main_state_has_its_picture_light_and_dark(int width, int height)
    {
        Directory.CreateDirectory(Folder);
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            var options = new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = scheme };
            foreach (var state in All ? States.Widget : MainStates)
            {
                await using var visit = await Visit.ToAsync(browser.Chromium, at: null, new BrowserNewContextOptions(options), browser.Address);
                await States.EnterAsync(state, visit, browser.Address);
                await KeepAsync(visit.Page, $"{state}-{width}-{scheme}", fullPage: false);
            }

            await using var reader = await Visit.ToAsync(browser.Chromium, at: null, new BrowserNewContextOptions(options), browser.Address);
            foreach (var path in All ? ["/", .. States.Pages] : MainPages)
            {
                await reader.Page.GotoAsync(new Uri(browser.Address, path).ToString());
                if (path == "/")
                    await reader.WelcomedAsync();
                await KeepAsync(reader.Page, $"page{path.Replace('/', '-')}-{width}-{scheme}", fullPage: true);
            }
        }
    }

    private static async Task KeepAsync(IPage page, string name, bool fullPage)
    {
        var file = Path.Combine(Folder, $"{name}.png".ToLowerInvariant());
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = file, FullPage = fullPage, Animations = ScreenshotAnimations.Disabled });
        new FileInfo(file).Length.ShouldBeGreaterThan(2_000);
    }
}
