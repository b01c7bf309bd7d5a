using System.Net;
using System.Net.Sockets;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Operations;

/// <summary>What an operator reads when the service cannot start.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task An_address_that_is_taken_is_named_with_what_to_do()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        var (exitCode, output) = await ServiceProcess.RunToExitAsync(settings: new Dictionary<string, string> { ["ASPNETCORE_URLS"] = address });

        exitCode.ShouldBe(1);
        output.ShouldContain($"The service does not start. Failed to bind to address {address}");
        output.ShouldContain("--urls");
    }
}
