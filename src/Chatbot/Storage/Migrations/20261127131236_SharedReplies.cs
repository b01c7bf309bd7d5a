using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Chatbot.Storage.Migrations
{
    /// <inheritdoc />
    public partial class SharedReplies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Activities_ConversationId_ClientActivityId",
                table: "Activities");

            migrationBuilder.AddColumn<long>(
                name: "ReplyId",
                table: "Activities",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "State",
                table: "Activities",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Sayings",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    Members = table.Column<string>(type: "TEXT", nullable: false),
                    SaidAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Sayings", x => x.Id);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Sayings");

            migrationBuilder.DropColumn(
                name: "ReplyId",
                table: "Activities");

            migrationBuilder.DropColumn(
                name: "State",
                table: "Activities");

            migrationBuilder.CreateIndex(
                name: "IX_Activities_ConversationId_ClientActivityId",
                table: "Activities",
                columns: new[] { "ConversationId", "ClientActivityId" },
                unique: true);
        }
    }
}
