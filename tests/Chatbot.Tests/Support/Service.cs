using Xunit;

namespace Chatbot.Tests.Support;

/// <summary>One running service for the tests of a class.</summary>
public sealed class Service : IAsyncLifetime
{
    internal ServiceProcess Process { get; private set; } = null!;

    internal HttpClient Http { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Process = await ServiceProcess.StartAsync();
        Http = new HttpClient { BaseAddress = Process.Address };
    }

    public Task DisposeAsync()
    {
        Http.Dispose();
        Process.Dispose();
        return Task.CompletedTask;
    }
}
