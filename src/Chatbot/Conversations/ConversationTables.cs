using System.Data;
using System.Data.Common;
using Chatbot.Storage;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Conversations;

/// <summary>
/// The tables of conversations over one open connection, in SQL that SQLite and PostgreSQL both read. This is the path of
/// every message, so its commands are prepared once and no rows are tracked. Used by one caller at a time.
/// </summary>
internal sealed class ConversationTables : IDisposable
{
    private const int MostSaid = 5000;

    /// <summary>How exactly it is stored when something was last said.</summary>
    public static readonly TimeSpan SaidAnew = TimeSpan.FromDays(1);

    /// <summary>What is in the database for sure, and when it was last said: Unix milliseconds.</summary>
    private readonly Dictionary<long, long> _said = [];

    private readonly ChatbotDb _db;
    private readonly DbConnection _connection;
    private readonly Dictionary<string, DbCommand> _commands = new(StringComparer.Ordinal);

    private ConversationTables(ChatbotDb db)
    {
        _db = db;
        _connection = db.Database.GetDbConnection();
    }

    public static async Task<ConversationTables> OpenAsync(IDbContextFactory<ChatbotDb> databases, CancellationToken cancellationToken)
    {
        var db = await databases.CreateDbContextAsync(cancellationToken);
        try
        {
            await db.Database.OpenConnectionAsync(cancellationToken);
            return new ConversationTables(db);
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    public ConversationHead Head(string id)
    {
        var command = Command(
            """
            SELECT c."State", c."Welcomed", c."LastActiveAt", a."Number", a."ReplyId", a."State"
            FROM "Conversations" c LEFT JOIN "Activities" a ON a."ConversationId" = c."Id"
            WHERE c."Id" = @id ORDER BY a."Number" DESC LIMIT 1
            """,
            ("@id", id));
        using var reader = command.ExecuteReader(CommandBehavior.SingleRow);
        if (!reader.Read())
            return ConversationHead.Unknown;
        var last = reader.IsDBNull(3) ? 0 : reader.GetInt32(3);
        return new ConversationHead
        {
            Opened = true,
            State = ConversationState.Read(reader.GetString(reader.IsDBNull(5) ? 0 : 5)),
            Welcomed = reader.GetBoolean(1),
            LastActiveAt = reader.GetInt64(2),
            Number = reader.IsDBNull(4) ? last : last + 1,
        };
    }

    /// <summary>At most <paramref name="most"/> activities after a number, in order.</summary>
    public IReadOnlyList<LoggedActivity> After(string id, long number, int most)
    {
        // The row of that very number may hold the reply to it, which comes after.
        var command = Command(
            """
            SELECT a."Number", a."At", a."Json", s."Members" FROM "Activities" a LEFT JOIN "Sayings" s ON s."Id" = a."ReplyId"
            WHERE a."ConversationId" = @id AND a."Number" >= @number ORDER BY a."Number" LIMIT @most
            """,
            ("@id", id),
            ("@number", number),
            ("@most", most + 1));
        using var reader = command.ExecuteReader();
        var activities = new List<LoggedActivity>();
        while (reader.Read())
        {
            var (own, at) = (reader.GetInt64(0), reader.GetInt64(1));
            if (own > number)
                activities.Add(LoggedActivity.Stored(own, at, ConversationLog.IdOf(id, own), reader.GetString(2)));
            if (!reader.IsDBNull(3))
                activities.Add(LoggedActivity.OfBot(own + 1, at, ConversationLog.IdOf(id, own + 1), id, new Utterance(reader.GetString(3)), ConversationLog.IdOf(id, own)));
        }

        return activities.Count <= most ? activities : activities[..most];
    }

    /// <summary>Number of the activity that has this client activity id; null when there is none.</summary>
    public long? Find(string id, string clientActivityId) =>
        Command("""SELECT "Number" FROM "Activities" WHERE "ConversationId" = @id AND "ClientActivityId" = @client""", ("@id", id), ("@client", clientActivityId))
            .ExecuteScalar() is { } number and not DBNull ? Convert.ToInt64(number, System.Globalization.CultureInfo.InvariantCulture) : null;

    /// <summary>The client activity ids that the conversation holds.</summary>
    public IEnumerable<string> ClientActivityIds(string id)
    {
        using var reader = Command("""SELECT "ClientActivityId" FROM "Activities" WHERE "ConversationId" = @id AND "ClientActivityId" IS NOT NULL""", ("@id", id)).ExecuteReader();
        while (reader.Read())
            yield return reader.GetString(0);
    }

    /// <summary>
    /// Commits the exchanges together: one wait for the disk for all of them. False for one of which something was there
    /// already, or whose conversation was erased meanwhile; nothing of that one is stored.
    /// </summary>
    public bool[] Store(IReadOnlyList<ExchangeToStore> exchanges)
    {
        try
        {
            return StoreTogether(exchanges);
        }
        catch (DbException fault) when (StorageFault.IsForeignKeyViolation(fault))
        {
            // Staff erased one of the conversations. That is no fault of the others', who are committed one by one.
            return exchanges.Count == 1 ? [false] : [.. exchanges.Select(exchange => Store([exchange])[0])];
        }
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        _db.Dispose();
    }

    private bool[] StoreTogether(IReadOnlyList<ExchangeToStore> exchanges)
    {
        using var transaction = _connection.BeginTransaction();
        var said = Say(exchanges, transaction);
        var stored = exchanges.Select(exchange => Store(exchange, transaction)).ToArray();
        transaction.Commit();
        if (_said.Count + said.Count > MostSaid)
            _said.Clear();
        foreach (var (key, at) in said)
            _said[key] = at;
        return stored;
    }

    /// <summary>
    /// Sees to it that what is said to everybody is there, once. What was said within the day is: the purge leaves it alone for
    /// two, and what goes on being said is said anew each day.
    /// </summary>
    /// <returns>What was looked at, and when it was last said.</returns>
    private List<(long Key, long At)> Say(IReadOnlyList<ExchangeToStore> exchanges, DbTransaction transaction)
    {
        // Always in the order of keys: two processes that wait for each other's rows would wait forever.
        var due = new SortedDictionary<long, (Utterance Saying, long At)>();
        foreach (var exchange in exchanges)
        {
            foreach (var activity in exchange.Activities)
            {
                if (activity.Common is { } saying && !(_said.TryGetValue(saying.Key, out var last) && exchange.At - last >= 0 && exchange.At - last < SaidAnew.TotalMilliseconds))
                    due[saying.Key] = (saying, exchange.At);
            }
        }

        foreach (var (key, (saying, at)) in due)
        {
            if (Run(transaction, """UPDATE "Sayings" SET "SaidAt" = @at WHERE "Id" = @key""", ("@at", at), ("@key", key)) == 0)
            {
                Run(
                    transaction,
                    """INSERT INTO "Sayings" ("Id", "Members", "SaidAt") VALUES (@key, @members, @at) ON CONFLICT DO NOTHING""",
                    ("@key", key),
                    ("@members", saying.Members),
                    ("@at", at));
            }
        }

        return [.. due.Select(entry => (entry.Key, entry.Value.At))];
    }

    private bool Store(ExchangeToStore exchange, DbTransaction transaction)
    {
        var opens = !exchange.Before.Opened && Run(
            transaction,
            """
            INSERT INTO "Conversations" ("Id", "Channel", "UserId", "State", "Welcomed", "CreatedAt", "LastActiveAt")
            VALUES (@id, @channel, @user, @state, @welcomed, @at, @at) ON CONFLICT DO NOTHING
            """,
            ("@id", exchange.Key.Id),
            ("@channel", exchange.Key.Channel),
            ("@user", exchange.Key.User),
            ("@state", ConversationState.Fresh.ToJson()),
            ("@welcomed", exchange.After.Welcomed),
            ("@at", exchange.At)) > 0;

        // Another process may have been first: then the first of the numbers is taken, and with it all that would follow.
        var client = exchange.ClientActivityId;
        var state = exchange.After.State.ToJson();
        for (var i = 0; i < exchange.Activities.Count; i++)
        {
            var activity = exchange.Activities[i];
            var reply = i + 1 < exchange.Activities.Count && exchange.Activities[i + 1] is { Common: { } saying } next && next.IsReplyTo(activity.Id) ? saying : null;
            var added = Run(
                transaction,
                """
                INSERT INTO "Activities" ("ConversationId", "Number", "ClientActivityId", "Json", "At", "ReplyId", "State")
                VALUES (@id, @number, @client, @json, @at, @reply, @state) ON CONFLICT DO NOTHING
                """,
                ("@id", exchange.Key.Id),
                ("@number", activity.Number),
                ("@client", (object?)client ?? DBNull.Value),
                ("@json", activity.Json),
                ("@at", activity.At),
                ("@reply", reply is null ? DBNull.Value : reply.Key),
                ("@state", state));
            if (added == 0)
                return false;
            client = null;
            if (reply is not null)
                i++;
        }

        if (!opens && (exchange.After.Welcomed != exchange.Before.Welcomed || exchange.After.LastActiveAt != exchange.Before.LastActiveAt))
        {
            Run(
                transaction,
                """UPDATE "Conversations" SET "Welcomed" = @welcomed, "LastActiveAt" = @at WHERE "Id" = @id""",
                ("@welcomed", exchange.After.Welcomed),
                ("@at", exchange.After.LastActiveAt),
                ("@id", exchange.Key.Id));
        }

        return true;
    }

    private int Run(DbTransaction transaction, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = Command(sql, values);
        command.Transaction = transaction;
        return command.ExecuteNonQuery();
    }

    private DbCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
#pragma warning disable CA2100 // Only constants from this file come here; values are parameters.
            command.CommandText = sql;
#pragma warning restore CA2100
            foreach (var (name, _) in values)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }

            _commands[sql] = command;
        }

        command.Transaction = null;
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i].Value;
        return command;
    }
}
