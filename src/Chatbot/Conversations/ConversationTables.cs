using System.Data;
using System.Data.Common;
using System.Text.Json;
using Chatbot.Storage;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Conversations;

/// <summary>
/// The tables of conversations over one open connection, in SQL that SQLite and PostgreSQL both read. This is the path of
/// every message, so its commands are prepared once and no rows are tracked. Used by one caller at a time.
/// </summary>
internal sealed class ConversationTables : IDisposable
{
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
            """SELECT "State", "Welcomed", (SELECT MAX("Number") FROM "Activities" WHERE "ConversationId" = @id) FROM "Conversations" WHERE "Id" = @id""",
            ("@id", id));
        using var reader = command.ExecuteReader(CommandBehavior.SingleRow);
        return reader.Read()
            ? new ConversationHead
            {
                Opened = true,
                State = JsonSerializer.Deserialize<ConversationState>(reader.GetString(0)) ?? ConversationState.Fresh,
                Welcomed = reader.GetBoolean(1),
                Number = reader.IsDBNull(2) ? 0 : reader.GetInt32(2),
            }
            : ConversationHead.Unknown;
    }

    /// <summary>At most <paramref name="most"/> activities after a number, in order.</summary>
    public IReadOnlyList<LoggedActivity> After(string id, long number, int most)
    {
        var command = Command(
            """SELECT "Number", "At", "Json" FROM "Activities" WHERE "ConversationId" = @id AND "Number" > @number ORDER BY "Number" LIMIT @most""",
            ("@id", id),
            ("@number", number),
            ("@most", most));
        using var reader = command.ExecuteReader();
        var activities = new List<LoggedActivity>();
        while (reader.Read())
            activities.Add(new LoggedActivity(reader.GetInt64(0), reader.GetInt64(1), ConversationLog.IdOf(id, reader.GetInt64(0)), reader.GetString(2)));
        return activities;
    }

    /// <summary>Number of the activity that has this client activity id; null when there is none.</summary>
    public long? Find(string id, string clientActivityId) =>
        Command("""SELECT "Number" FROM "Activities" WHERE "ConversationId" = @id AND "ClientActivityId" = @client""", ("@id", id), ("@client", clientActivityId))
            .ExecuteScalar() is { } number and not DBNull ? Convert.ToInt64(number, System.Globalization.CultureInfo.InvariantCulture) : null;

    /// <summary>
    /// Commits the exchanges together: one wait for the disk for all of them. False for one of which something was there
    /// already; nothing of that one is stored.
    /// </summary>
    public bool[] Store(IReadOnlyList<ExchangeToStore> exchanges)
    {
        using var transaction = _connection.BeginTransaction();
        var stored = exchanges.Select(exchange => Store(exchange, transaction)).ToArray();
        transaction.Commit();
        return stored;
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        _db.Dispose();
    }

    private bool Store(ExchangeToStore exchange, DbTransaction transaction)
    {
        if (exchange.Opens)
        {
            Run(
                transaction,
                """
                INSERT INTO "Conversations" ("Id", "Channel", "UserId", "State", "Welcomed", "CreatedAt", "LastActiveAt")
                VALUES (@id, @channel, @user, @state, @welcomed, @at, @at) ON CONFLICT DO NOTHING
                """,
                ("@id", exchange.Key.Id),
                ("@channel", exchange.Key.Channel),
                ("@user", exchange.Key.User),
                ("@state", JsonSerializer.Serialize(ConversationState.Fresh)),
                ("@welcomed", false),
                ("@at", exchange.At));
        }

        // Another process may have been first: then the first of the numbers is taken, and with it all that would follow.
        var client = exchange.ClientActivityId;
        foreach (var activity in exchange.Activities)
        {
            var added = Run(
                transaction,
                """
                INSERT INTO "Activities" ("ConversationId", "Number", "ClientActivityId", "Json", "At")
                VALUES (@id, @number, @client, @json, @at) ON CONFLICT DO NOTHING
                """,
                ("@id", exchange.Key.Id),
                ("@number", activity.Number),
                ("@client", (object?)client ?? DBNull.Value),
                ("@json", activity.Json),
                ("@at", activity.At));
            if (added == 0)
                return false;
            client = null;
        }

        Run(
            transaction,
            """UPDATE "Conversations" SET "State" = @state, "Welcomed" = @welcomed, "LastActiveAt" = @at WHERE "Id" = @id""",
            ("@state", JsonSerializer.Serialize(exchange.After.State)),
            ("@welcomed", exchange.After.Welcomed),
            ("@at", exchange.At),
            ("@id", exchange.Key.Id));
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
