using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Storage;

/// <summary>Tells faults of the database apart, whichever it is.</summary>
internal static class StorageFault
{
    // https://www.sqlite.org/rescode.html: SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_FOREIGNKEY
    private const int SqliteUnique = 2067;
    private const int SqlitePrimaryKey = 1555;
    private const int SqliteForeignKey = 787;

    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    private const string PostgresUnique = "23505";
    private const string PostgresForeignKey = "23503";

    /// <summary>True for what a full disk, a lock, a lost server or a lost file gives.</summary>
    public static bool Is(Exception fault) => fault is DbException or DbUpdateException or IOException or UnauthorizedAccessException or TimeoutException;

    public static bool IsUniqueViolation(DbUpdateException fault) =>
        fault.InnerException is SqliteException { SqliteExtendedErrorCode: SqliteUnique or SqlitePrimaryKey } or DbException { SqlState: PostgresUnique };

    /// <summary>True when what a row belongs to is not there (any more).</summary>
    public static bool IsForeignKeyViolation(DbException fault) =>
        fault is SqliteException { SqliteExtendedErrorCode: SqliteForeignKey } or { SqlState: PostgresForeignKey };

    /// <summary>A name for logs: <c>SQLite 13</c>, <c>PostgreSQL 53100</c>, or the fault's type. Never its message, which may quote values.</summary>
    public static string Name(Exception fault) => (fault as DbException ?? fault.InnerException) switch
    {
        SqliteException sqlite => $"SQLite {sqlite.SqliteErrorCode}",
        DbException { SqlState: { } state } => $"PostgreSQL {state}",
        var inner => (inner ?? fault).GetType().Name,
    };
}
