using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Chatbot.Tests.Support;

/// <summary>The other end of a serviceUrl: a small server on loopback that keeps what the bot sends.</summary>
internal sealed class LocalConnector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LocalConnector(WebApplication app) => _app = app;

    public ConcurrentQueue<(string Path, JsonObject Activity)> Received { get; } = [];

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<LocalConnector> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var connector = new LocalConnector(app);
        app.MapPost("{**path}", async context =>
        {
            var activity = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
            connector.Received.Enqueue((context.Features.Get<IHttpRequestFeature>()!.RawTarget, activity));
            context.Response.StatusCode = 202;
        });
        await app.StartAsync();
        return connector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
