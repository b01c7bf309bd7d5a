using System.Data.Common;
using System.Diagnostics.Metrics;
using Chatbot.Storage;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Contact;

/// <summary>Counts for operators, by the meter <c>Chatbot.Contact</c>. Labels are outcomes and channels; nothing personal.</summary>
internal sealed class ContactMetrics : IDisposable
{
    public const string MeterName = "Chatbot.Contact";

    private readonly Meter _meter;
    private readonly Counter<long> _submitted;
    private readonly Counter<long> _attempts;

    public ContactMetrics(IMeterFactory meters, IDbContextFactory<ChatbotDb> databases, TimeProvider clock)
    {
        _meter = meters.Create(MeterName);
        _submitted = _meter.CreateCounter<long>("chatbot.contact.submissions", description: "Submitted forms by outcome.");
        _attempts = _meter.CreateCounter<long>("chatbot.outbox.attempts", description: "Attempts to tell staff, by channel and result.");
        _meter.CreateObservableGauge("chatbot.outbox.oldest_unsent", () => OldestUnsent(databases, clock), "s", "Age of the oldest notice that is not sent; 0 when all are.");
        _meter.CreateObservableGauge("chatbot.outbox.dead", () => Dead(databases), description: "Notices that were given up.");
    }

    public void Submitted(string outcome) => _submitted.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Attempted(string channel, string result) =>
        _attempts.Add(1, new KeyValuePair<string, object?>("channel", channel), new KeyValuePair<string, object?>("result", result));

    public void Dispose() => _meter.Dispose();

    private static Measurement<double>[] OldestUnsent(IDbContextFactory<ChatbotDb> databases, TimeProvider clock) => Ask(databases, db =>
    {
        var oldest = db.Outbox.Where(row => row.State == OutboxState.Pending && row.Channel != Outbox.Inbox).Min(row => (long?)row.CreatedAt);
        return oldest is null ? 0 : (clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(oldest.Value)).TotalSeconds;
    });

    private static Measurement<double>[] Dead(IDbContextFactory<ChatbotDb> databases) =>
        Ask(databases, db => db.Outbox.Count(row => row.State == OutboxState.Dead));

    /// <summary>While the database is down there is no measurement.</summary>
    private static Measurement<double>[] Ask(IDbContextFactory<ChatbotDb> databases, Func<ChatbotDb, double> ask)
    {
        try
        {
            using var db = databases.CreateDbContext();
            return [new Measurement<double>(ask(db))];
        }
        catch (DbException)
        {
            return [];
        }
    }
}
