using System.IO.Compression;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Chatbot.Knowledge;
using Microsoft.Net.Http.Headers;

namespace Chatbot.Pages;

/// <summary>
/// Serves <c>/widget/embed.js</c> with the help lines of the clinic's country in it. A browser keeps the file and uses it while the
/// service is away, so that the right numbers are on a website then too.
/// </summary>
internal sealed class LauncherScript
{
    private const string File = "widget/embed.js";
    private const string GZip = "gzip";

    /// <summary>Fresh for ten minutes; for a week it may be shown at once while a newer one is asked for.</summary>
    private const string Caching = "public, max-age=600, stale-while-revalidate=604800, stale-if-error=604800";

    private readonly byte[] _plain;
    private readonly byte[] _packed;
    private readonly string _tag;

    private LauncherScript(byte[] plain)
    {
        _plain = plain;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(plain);
        _packed = packed.ToArray();
        _tag = Convert.ToHexStringLower(SHA256.HashData(plain))[..16];
    }

    /// <summary>Null where the widget has not been built.</summary>
    public static LauncherScript? Read(IWebHostEnvironment environment, Library library)
    {
        var file = environment.WebRootFileProvider.GetFileInfo(File);
        if (!file.Exists)
            return null;
        using var reader = new StreamReader(file.CreateReadStream());
        var contacts = HelpContacts.ByLanguage(library.Replies).OrderBy(one => one.Key, StringComparer.Ordinal).ToDictionary(one => one.Key, one => new { crisis = Pairs(one.Value.Crisis), emergency = Pairs(one.Value.Emergency) }, StringComparer.Ordinal);
        return new LauncherScript(Encoding.UTF8.GetBytes($"document.currentScript&&(document.currentScript.dataset.help=JSON.stringify({JsonSerializer.Serialize(contacts)}));\n{reader.ReadToEnd()}"));
    }

    /// <summary>True for the file's own address and for the one with its fingerprint that our pages use: <c>/widget/embed.hx7rx8kuab.js</c>.</summary>
    public static bool IsAt(PathString path) =>
        path.StartsWithSegments("/widget", StringComparison.OrdinalIgnoreCase, out var rest) && rest.Value!.StartsWith("/embed.", StringComparison.OrdinalIgnoreCase) && rest.Value.EndsWith(".js", StringComparison.OrdinalIgnoreCase);

    public Task SendAsync(HttpContext context)
    {
        var packed = context.Request.Headers.AcceptEncoding.ToString().Contains(GZip, StringComparison.OrdinalIgnoreCase);
        var tag = $"\"{_tag}{(packed ? "-gzip" : "")}\"";
        var headers = context.Response.Headers;
        headers.CacheControl = Caching;
        headers.ETag = tag;
        headers.Vary = HeaderNames.AcceptEncoding;
        if (context.Request.Headers.IfNoneMatch.Contains(tag, StringComparer.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var body = packed ? _packed : _plain;
        if (packed)
            headers.ContentEncoding = GZip;
        context.Response.ContentType = $"{MediaTypeNames.Text.JavaScript}; charset=utf-8";
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static string[][] Pairs(IEnumerable<HelpContact> contacts) => [.. contacts.Select(contact => new[] { contact.Text, contact.Href })];
}
