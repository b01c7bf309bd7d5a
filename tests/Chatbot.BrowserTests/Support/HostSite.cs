using System.Net;
using System.Text;
using Chatbot.Tests.Support;

namespace Chatbot.BrowserTests;

/// <summary>A clinic's own website, on another origin than the service, with the strictest policy that the documentation promises to work with.</summary>
internal sealed class HostSite : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, (string Type, string Text)> _files = new(StringComparer.Ordinal);
    private readonly string? _policy;

    private HostSite(int port, string? policy)
    {
        _policy = policy;
        Address = new Uri($"http://localhost:{port}");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Address { get; }

    /// <summary>No 'unsafe-inline', nothing but the website itself and the service.</summary>
    public static string StrictPolicy(Uri service)
    {
        var origin = service.GetLeftPart(UriPartial.Authority);
        return $"default-src 'self'; script-src 'self' {origin}; connect-src 'self' {origin} {origin.Replace("http", "ws", StringComparison.Ordinal)}; frame-src {origin}; form-action 'self' {origin}; style-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'";
    }

    public static HostSite Open(string? policy, int? port = null) => new(port ?? ServiceProcess.FreePort(), policy);

    public HostSite With(string path, string text, string type = "text/html; charset=utf-8")
    {
        _files[path] = (type, text);
        return this;
    }

    public HostSite WithPage(string path, string body, string head = "") =>
        With(path, $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>A clinic</title><link rel=\"icon\" href=\"/icon.svg\">{head}</head><body><main><h1>A clinic</h1>{body}</main></body></html>")
            .With("/icon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "image/svg+xml");

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var found = _files.TryGetValue(context.Request.Url!.AbsolutePath, out var file);
                context.Response.StatusCode = found ? 200 : 404;
                if (_policy is not null)
                    context.Response.Headers["Content-Security-Policy"] = _policy;
                context.Response.ContentType = found ? file.Type : "text/plain";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(found ? file.Text : "not here"));
                context.Response.Close();
            }
        }
        catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }
}
