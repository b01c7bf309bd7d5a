using System.Globalization;
using System.Xml.Linq;
using Chatbot.Knowledge;
using Chatbot.Protocol;

namespace Chatbot.Pages;

/// <summary><c>/sitemap.xml</c> (https://www.sitemaps.org/protocol.html) and <c>/robots.txt</c>: the pages that search engines should know.</summary>
internal static class Sitemap
{
    private static readonly XNamespace Schema = "http://www.sitemaps.org/schemas/sitemap/0.9";

    public static IEndpointRouteBuilder MapSitemap(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sitemap.xml", (HttpContext context, SiteAddress site, Library library, TopicPages topics) =>
            Results.Text(Document(site.Of(context.Request), library, topics).ToString(), "application/xml"));
        routes.MapGet("/robots.txt", (HttpContext context, SiteAddress site) =>
            Results.Text($"User-agent: *\nDisallow: /api/\nDisallow: /v3/\nDisallow: /frame\nDisallow: /staff\nSitemap: {site.Of(context.Request)}/sitemap.xml\n"));
        return routes;
    }

    private static XElement Document(string site, Library library, TopicPages topics) => new(
        Schema + "urlset",
        Page(site, "/", null),
        Page(site, "/faq", null),
        topics.All.Select(topic => Page(site, $"/faq/{topic.Card.Id}", topic.Articles.Max(found => found.Article.Reviewed))),
        Page(site, "/articles", null),
        library.Articles.Select(article => Page(site, $"/articles/{article.Id}", article.Reviewed)),
        Page(site, "/sheet", null));

    private static XElement Page(string site, string path, DateOnly? changed) => new(
        Schema + "url",
        new XElement(Schema + "loc", site + path),
        changed is { } day ? new XElement(Schema + "lastmod", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) : null);
}
