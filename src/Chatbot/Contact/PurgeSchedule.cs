using System.Security.Cryptography;
using Chatbot.Storage;

namespace Chatbot.Contact;

/// <summary>Runs the purge a quarter of an hour after the start, then every six hours.</summary>
internal sealed class PurgeSchedule(RetentionPurge purge, TimeProvider clock, ILogger<PurgeSchedule> log) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Every = TimeSpan.FromHours(6);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = First; !stoppingToken.IsCancellationRequested; wait = Every)
        {
            await Task.Delay(wait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                await purge.RunAsync("service", clockIsRight: false, stoppingToken);
            }
            catch (Exception fault) when (StorageFault.Is(fault) || fault is CryptographicException)
            {
                log.LogError("The purge did not finish and is tried again later: {Cause}", StorageFault.Name(fault));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
