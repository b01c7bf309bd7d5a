using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Storage;

/// <summary>What a look through the audit found. <paramref name="BrokenAt"/> is the first row that does not fit, null when all do.</summary>
internal sealed record AuditVerdict(long Rows, string Head, long? BrokenAt);

/// <summary>
/// The append-only record of who read, exported, erased or changed what. Each row's hash (HMAC-SHA256, with a key outside
/// the database) covers the row and the hash before it: who only has the database can neither change nor insert a row
/// unnoticed. Rows cut off at the end show against a head that was noted before, such as a backup's.
/// </summary>
internal sealed class AuditTrail(TimeProvider clock, InstallationKey installation)
{
    private readonly Lazy<byte[]> _key = new(() => installation.For("audit"), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Adds a row; the caller began the transaction by <see cref="WriteTransaction.BeginWriteAsync"/> and saves and commits it.</summary>
    public async Task AppendAsync(ChatbotDb db, string actor, string action, string subject, string detail, CancellationToken cancellationToken)
    {
        var last = db.Audit.Local.MaxBy(row => row.Sequence)
            ?? await db.Audit.AsNoTracking().OrderByDescending(row => row.Sequence).FirstOrDefaultAsync(cancellationToken);
        var row = new AuditRow
        {
            Sequence = (last?.Sequence ?? 0) + 1,
            At = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Actor = actor,
            Action = action,
            Subject = subject,
            Detail = detail,
            Hash = [],
        };
        row.Hash = HashOf(row, last?.Hash ?? []);
        db.Audit.Add(row);
    }

    /// <summary>As <see cref="AppendAsync"/>, in a transaction of its own.</summary>
    public async Task RecordAsync(ChatbotDb db, string actor, string action, string subject, string detail, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        await AppendAsync(db, actor, action, subject, detail, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Looks through the whole chain. <paramref name="expected"/>, as <see cref="AuditVerdict.Head"/> gave it once, has to
    /// be a row of the chain still.
    /// </summary>
    public async Task<AuditVerdict> VerifyAsync(ChatbotDb db, string? expected, CancellationToken cancellationToken)
    {
        byte[] hash = [];
        long rows = 0;
        var met = expected is null || string.Equals(expected, HeadOf(0, hash), StringComparison.Ordinal);
        await foreach (var row in db.Audit.AsNoTracking().OrderBy(row => row.Sequence).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (row.Sequence != rows + 1 || !CryptographicOperations.FixedTimeEquals(row.Hash, HashOf(row, hash)))
                return new AuditVerdict(rows, HeadOf(rows, hash), rows + 1);
            rows = row.Sequence;
            hash = row.Hash;
            met |= string.Equals(expected, HeadOf(rows, hash), StringComparison.Ordinal);
        }

        return new AuditVerdict(rows, HeadOf(rows, hash), met ? null : rows + 1);
    }

    private static string HeadOf(long sequence, byte[] hash) => $"{sequence}:{Convert.ToHexStringLower(hash)}";

    /// <summary>Every part with its length before it: no two different rows give the same bytes.</summary>
    private byte[] HashOf(AuditRow row, byte[] before)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key.Value);
        Span<byte> number = stackalloc byte[sizeof(long)];
        foreach (var value in (ReadOnlySpan<long>)[row.Sequence, row.At])
        {
            BinaryPrimitives.WriteInt64BigEndian(number, value);
            hash.AppendData(number);
        }

        foreach (var part in (ReadOnlySpan<byte[]>)[.. new[] { row.Actor, row.Action, row.Subject, row.Detail }.Select(Encoding.UTF8.GetBytes), before])
        {
            BinaryPrimitives.WriteInt64BigEndian(number, part.Length);
            hash.AppendData(number);
            hash.AppendData(part);
        }

        return hash.GetHashAndReset();
    }
}
