using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Chatbot.Storage.Migrations
{
    /// <inheritdoc />
    public partial class ContactDepth : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Channel",
                table: "Outbox",
                type: "TEXT",
                nullable: false,
                defaultValue: "inbox");

            migrationBuilder.AddColumn<long>(
                name: "GiveUpAt",
                table: "Outbox",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "LastFault",
                table: "Outbox",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "MessageId",
                table: "Outbox",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "SentAt",
                table: "Outbox",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "EmailHash",
                table: "ContactRequests",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "HandledAt",
                table: "ContactRequests",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "HandledBy",
                table: "ContactRequests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "KeyId",
                table: "ContactRequests",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<byte[]>(
                name: "PhoneHash",
                table: "ContactRequests",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Suspicion",
                table: "ContactRequests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "WrappedKey",
                table: "ContactRequests",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.CreateTable(
                name: "Audit",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Actor = table.Column<string>(type: "TEXT", nullable: false),
                    Action = table.Column<string>(type: "TEXT", nullable: false),
                    Subject = table.Column<string>(type: "TEXT", nullable: false),
                    Detail = table.Column<string>(type: "TEXT", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Audit", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "ContactNotes",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Reference = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Author = table.Column<string>(type: "TEXT", nullable: false),
                    Sealed = table.Column<byte[]>(type: "BLOB", nullable: false),
                    WrappedKey = table.Column<byte[]>(type: "BLOB", nullable: false),
                    KeyId = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ContactNotes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ContactNotes_ContactRequests_Reference",
                        column: x => x.Reference,
                        principalTable: "ContactRequests",
                        principalColumn: "Reference",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Marks",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Value = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Marks", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "Staff",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    PasswordHash = table.Column<string>(type: "TEXT", nullable: false),
                    Stamp = table.Column<string>(type: "TEXT", nullable: false),
                    TotpSecret = table.Column<byte[]>(type: "BLOB", nullable: true),
                    TotpStep = table.Column<long>(type: "INTEGER", nullable: false),
                    Failures = table.Column<int>(type: "INTEGER", nullable: false),
                    LockedUntil = table.Column<long>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Staff", x => x.Name);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ContactRequests_EmailHash",
                table: "ContactRequests",
                column: "EmailHash");

            migrationBuilder.CreateIndex(
                name: "IX_ContactRequests_KeyId",
                table: "ContactRequests",
                column: "KeyId");

            migrationBuilder.CreateIndex(
                name: "IX_ContactRequests_PhoneHash",
                table: "ContactRequests",
                column: "PhoneHash");

            migrationBuilder.CreateIndex(
                name: "IX_ContactRequests_ReceivedAt",
                table: "ContactRequests",
                column: "ReceivedAt");

            migrationBuilder.CreateIndex(
                name: "IX_ContactNotes_Reference",
                table: "ContactNotes",
                column: "Reference");

            // Append-only: also a program with write access has to take the triggers away first.
            migrationBuilder.Sql("CREATE TRIGGER Audit_is_not_changed BEFORE UPDATE ON Audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER Audit_is_not_deleted BEFORE DELETE ON Audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Audit");

            migrationBuilder.DropTable(
                name: "ContactNotes");

            migrationBuilder.DropTable(
                name: "Marks");

            migrationBuilder.DropTable(
                name: "Staff");

            migrationBuilder.DropIndex(
                name: "IX_ContactRequests_EmailHash",
                table: "ContactRequests");

            migrationBuilder.DropIndex(
                name: "IX_ContactRequests_KeyId",
                table: "ContactRequests");

            migrationBuilder.DropIndex(
                name: "IX_ContactRequests_PhoneHash",
                table: "ContactRequests");

            migrationBuilder.DropIndex(
                name: "IX_ContactRequests_ReceivedAt",
                table: "ContactRequests");

            migrationBuilder.DropColumn(
                name: "Channel",
                table: "Outbox");

            migrationBuilder.DropColumn(
                name: "GiveUpAt",
                table: "Outbox");

            migrationBuilder.DropColumn(
                name: "LastFault",
                table: "Outbox");

            migrationBuilder.DropColumn(
                name: "MessageId",
                table: "Outbox");

            migrationBuilder.DropColumn(
                name: "SentAt",
                table: "Outbox");

            migrationBuilder.DropColumn(
                name: "EmailHash",
                table: "ContactRequests");

            migrationBuilder.DropColumn(
                name: "HandledAt",
                table: "ContactRequests");

            migrationBuilder.DropColumn(
                name: "HandledBy",
                table: "ContactRequests");

            migrationBuilder.DropColumn(
                name: "KeyId",
                table: "ContactRequests");

            migrationBuilder.DropColumn(
                name: "PhoneHash",
                table: "ContactRequests");

            migrationBuilder.DropColumn(
                name: "Suspicion",
                table: "ContactRequests");

            migrationBuilder.DropColumn(
                name: "WrappedKey",
                table: "ContactRequests");
        }
    }
}
