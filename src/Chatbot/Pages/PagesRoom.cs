using System.Text.Encodings.Web;
using System.Text.Unicode;
using Chatbot.DirectLine;
using Chatbot.Knowledge;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.WebEncoders;

namespace Chatbot.Pages;

/// <summary>Registers this room.</summary>
internal static class PagesRoom
{
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorPages();
        services.AddSingleton<ResumeTickets>();
        services.AddSingleton<TopicPages>();
        services.AddSingleton<NumberLinks>();
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        return services;
    }

    public static WebApplication MapPages(this WebApplication app)
    {
        // The form of a widget on another website.
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api/contact", StringComparison.OrdinalIgnoreCase), branch => branch.UseCors(DirectLineRoom.Cors));
        app.UseStatusCodePagesWithReExecute("/not-found");
        app.Use((context, next) =>
        {
            if (!IsPage(context) && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
                pages.Enabled = false;
            return next(context);
        });
        var launcher = LauncherScript.Read(app.Environment, app.Services.GetRequiredService<Library>());
        app.Use((context, next) => launcher is not null && LauncherScript.IsAt(context.Request.Path) ? launcher.SendAsync(context) : next(context));
        app.MapStaticAssets();
        app.MapRazorPages().WithStaticAssets();
        app.MapWidgetApi();
        app.MapSitemap();
        return app;
    }

    /// <summary>A page that a person looks at, and no interface that answers in JSON.</summary>
    private static bool IsPage(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && !IsInterface(context.Request.Path);

    /// <summary>Where programs ask and not people.</summary>
    public static bool IsInterface(PathString path) => Interfaces.Any(prefix => path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase));

    private static readonly PathString[] Interfaces = ["/api", "/v3", "/health", "/widget"];
}
