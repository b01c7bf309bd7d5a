using System.Net.Http.Headers;
using Chatbot.Protocol;
using Microsoft.Extensions.Options;

namespace Chatbot.DirectLine;

/// <summary>
/// Direct Line held by Azure, at the same addresses as our own: the page asks here for its token and is none the wiser. The
/// secret stays here; visitors get tokens of one conversation. The stream goes to Azure directly (<c>streamUrl</c>), and
/// what visitors say reaches <c>/api/messages</c> as the channel's activities.
/// <see href="https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-direct-line-3-0-authentication"/>
/// </summary>
internal static class AzureDirectLine
{
    public const string Client = "azure-directline";
    private const string Root = "/v3/directline";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static void MapAzureDirectLine(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Root).RequireCors(DirectLineRoom.Cors);
        group.MapPost("tokens/generate", GenerateAsync).RequireRateLimiting(DirectLineRoom.TokenLimit);
        group.MapPost("tokens/refresh", (HttpContext context, IHttpClientFactory clients, IOptions<DirectLineOptions> options) => ForwardAsync("tokens/refresh", context, clients, options));
        group.MapPost("conversations", (HttpContext context, IHttpClientFactory clients, IOptions<DirectLineOptions> options) => ForwardAsync("conversations", context, clients, options));
        group.MapMethods("conversations/{id}/{**rest}", ["GET", "POST"], (string id, string? rest, HttpContext context, IHttpClientFactory clients, IOptions<DirectLineOptions> options) =>
            ForwardAsync($"conversations/{Uri.EscapeDataString(id)}{(rest is null ? "" : "/" + Uri.EscapeDataString(rest))}", context, clients, options)).RequireRateLimiting(DirectLineRoom.ActivityLimit);
        group.MapGet("session/getsessionid", () => Results.Json(new { sessionId = Guid.NewGuid().ToString("N") }));
    }

    /// <summary>A token for one new conversation and a user id made here, as ours are.</summary>
    private static Task<IResult> GenerateAsync(HttpContext context, IHttpClientFactory clients, IOptions<DirectLineOptions> options) =>
        SendAsync(context, clients, options, new HttpRequestMessage(HttpMethod.Post, AddressOf(options, "tokens/generate"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", options.Value.AzureSecret) },
            Content = JsonContent.Create(new { user = new { id = $"dl_{Guid.NewGuid():N}" } }),
        });

    /// <summary>As it is, with the visitor's token: it opens one conversation, and the secret is never sent in its place.</summary>
    private static async Task<IResult> ForwardAsync(string path, HttpContext context, IHttpClientFactory clients, IOptions<DirectLineOptions> options)
    {
        if (!AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization.ToString(), out var token) || token is not { Scheme: "Bearer", Parameter.Length: > 0 })
            return DirectLineErrors.Unauthorized();
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), AddressOf(options, path + context.Request.QueryString)) { Headers = { Authorization = token } };
        if (HttpMethods.IsPost(context.Request.Method))
        {
            try
            {
                var body = await JsonBody.ReadBytesAsync(context.Request, ActivityJson.MaxBodyBytes, context.RequestAborted);
                request.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) ? type : null } };
            }
            catch (BadHttpRequestException fault)
            {
                return DirectLineErrors.Bad(fault.StatusCode, $"An activity may hold at most {ActivityJson.MaxBodyBytes} bytes.");
            }
        }

        return await SendAsync(context, clients, options, request);
    }

    private static async Task<IResult> SendAsync(HttpContext context, IHttpClientFactory clients, IOptions<DirectLineOptions> options, HttpRequestMessage request)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        using (request)
        using (var http = clients.CreateClient(Client))
        {
            try
            {
                using var response = await http.SendAsync(request, patience.Token);
                var body = await response.Content.ReadAsByteArrayAsync(patience.Token);
                return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), body);
            }
            catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
            {
                return DirectLineErrors.Unavailable();
            }
        }
    }

    private static Uri AddressOf(IOptions<DirectLineOptions> options, string path) => new(options.Value.AzureAddress, $"{Root}/{path}");

    private sealed record Answer(int Status, string? ContentType, byte[] Body) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = Status;
            httpContext.Response.ContentType = ContentType;
            await httpContext.Response.Body.WriteAsync(Body, httpContext.RequestAborted);
        }
    }
}
