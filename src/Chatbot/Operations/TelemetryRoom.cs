using Chatbot.Contact;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Chatbot.Operations;

/// <summary>
/// Sends metrics by OTLP when the standard variable OTEL_EXPORTER_OTLP_ENDPOINT names a collector; the other OTEL_
/// variables count too. Without it nothing of OpenTelemetry is loaded.
/// </summary>
internal static class TelemetryRoom
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration) =>
        string.IsNullOrEmpty(configuration[Endpoint]) ? services : services.AddHostedService<MetricsExport>();

    private sealed class MetricsExport(ContactMetrics contact) : IHostedService, IDisposable
    {
        private readonly ContactMetrics _contact = contact;
        private MeterProvider? _provider;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _ = _contact;
            _provider = Sdk.CreateMeterProviderBuilder()
                .AddMeter(ContactMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                .AddOtlpExporter()
                .Build();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => _provider?.Dispose();
    }
}
