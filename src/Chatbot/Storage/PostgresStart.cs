using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Storage;

/// <summary>As <see cref="DatabaseStart"/>, for a PostgreSQL server. Several replicas may start at once: one migrates.</summary>
internal static class PostgresStart
{
    private const string Name = "The PostgreSQL database";

    /// <summary>Throws <see cref="StartRefusedException"/>, whose message says what to do.</summary>
    public static void Open(IServiceProvider services, StorageFolder folder)
    {
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(PostgresStart));
        try
        {
            var keys = services.GetRequiredService<KeyRing>().Ids();
            using var db = services.GetRequiredService<IDbContextFactory<ChatbotDb>>().CreateDbContext();
            var applied = db.Database.GetAppliedMigrations().ToList();
            if (applied.Except(DatabaseStart.Known(typeof(PostgresDb)), StringComparer.Ordinal).FirstOrDefault() is { } newer)
                throw new StartRefusedException($"{Name} was written by a newer version of this service (it holds {newer}). Start that version, or restore the backup from before it.");
            db.Database.Migrate();
            var inUse = db.ContactRequests.Select(row => row.KeyId).Union(db.ContactNotes.Select(row => row.KeyId)).ToList();
            DatabaseStart.CheckKeys(inUse, [], services, folder, keys);
            var waiting = db.ContactRequests.Where(row => row.State != "read").GroupBy(row => row.Urgent).Select(group => new { Urgent = group.Key, Count = group.Count() }).ToList();
            if (waiting.Count > 0)
                log.LogWarning("{Count} contact requests wait to be read, {Urgent} of them urgent: contact list shows them", waiting.Sum(part => part.Count), waiting.Where(part => part.Urgent).Sum(part => part.Count));
        }
        catch (DbException fault)
        {
            throw new StartRefusedException($"{Name} cannot be used ({StorageFault.Name(fault)}). Check that the server runs and that Storage__PostgreSql names host, database, user and password of an account that may create tables.", fault);
        }
    }
}
