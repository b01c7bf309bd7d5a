using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.CookiePolicy;

namespace Chatbot.Staff;

/// <summary>Registers this room.</summary>
internal static class StaffRoom
{
    public const string SignInPath = "/staff/sign-in";

    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;
    private const string StampClaim = "stamp";
    private const string SinceClaim = "since";
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(10);

    public static IServiceCollection AddStaff(this IServiceCollection services) => services.AddSingleton<StaffAccounts>();

    /// <summary>The sign-in by cookie. Outside of development its cookies are only sent over https, also behind a proxy that ends TLS.</summary>
    public static IServiceCollection AddStaffSignIn(this IServiceCollection services, IHostEnvironment environment)
    {
        var prefix = environment.IsDevelopment() ? "" : "__Host-";
        services.AddAuthentication(Scheme).AddCookie(Scheme, options =>
        {
            options.Cookie.Name = $"{prefix}staff";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.HttpOnly = true;
            options.Cookie.IsEssential = true;
            options.ExpireTimeSpan = Idle;
            options.SlidingExpiration = true;
            options.LoginPath = SignInPath;
            options.Events.OnRedirectToLogin = context =>
            {
                context.Response.Redirect(SignInPath);
                return Task.CompletedTask;
            };
            options.Events.OnValidatePrincipal = ValidateAsync;
        });
        services.AddAuthorization();
        services.Configure<AntiforgeryOptions>(options =>
        {
            options.Cookie.Name = $"{prefix}form";
            options.SuppressXFrameOptionsHeader = true;
        });
        services.Configure<CookiePolicyOptions>(options =>
        {
            options.Secure = environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            options.HttpOnly = HttpOnlyPolicy.Always;
        });
        return services;
    }

    public static WebApplication UseStaff(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/staff", StringComparison.OrdinalIgnoreCase), staff => staff.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
            headers.XFrameOptions = "DENY";
            headers.CacheControl = "no-cache, no-store";
            headers.Pragma = "no-cache";
            return next(context);
        }));
        app.UseCookiePolicy();
        app.UseAuthentication();
        app.UseAuthorization();
        return app;
    }

    public static Task SignInAsync(HttpContext context, StaffSignIn.Accepted accepted, DateTimeOffset now) => context.SignInAsync(Scheme, new ClaimsPrincipal(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.Name, accepted.Name),
            new Claim(StampClaim, accepted.Stamp),
            new Claim(SinceClaim, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ],
        Scheme)));

    public static Task SignOutAsync(HttpContext context) => context.SignOutAsync(Scheme);

    /// <summary>A session ends with its account, its password, a sign-out anywhere, or the day.</summary>
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var good = context.Principal is { Identity.Name: { } name } principal
            && long.TryParse(principal.FindFirstValue(SinceClaim), NumberStyles.None, CultureInfo.InvariantCulture, out var since)
            && now - DateTimeOffset.FromUnixTimeSeconds(since) < Longest
            && await services.GetRequiredService<StaffAccounts>().IsCurrentAsync(name, principal.FindFirstValue(StampClaim) ?? "", context.HttpContext.RequestAborted);
        if (good)
            return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(Scheme);
    }
}
