using Microsoft.EntityFrameworkCore;

namespace Chatbot.Storage;

/// <summary>
/// Everything that must survive a restart: conversations with their activities, contact requests with their notes, the
/// outbox, the audit and the staff accounts. This one is SQLite; <see cref="PostgresDb"/> has the same tables.
/// </summary>
internal class ChatbotDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<ConversationRow> Conversations => Set<ConversationRow>();

    public DbSet<ActivityRow> Activities => Set<ActivityRow>();

    public DbSet<SayingRow> Sayings => Set<SayingRow>();

    public DbSet<ContactRequestRow> ContactRequests => Set<ContactRequestRow>();

    public DbSet<ContactNoteRow> ContactNotes => Set<ContactNoteRow>();

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    public DbSet<AuditRow> Audit => Set<AuditRow>();

    public DbSet<StaffRow> Staff => Set<StaffRow>();

    public DbSet<MarkRow> Marks => Set<MarkRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ConversationRow>(row =>
        {
            row.HasKey(r => r.Id);
            row.Property(r => r.Id).HasMaxLength(128);
            row.HasIndex(r => r.LastActiveAt);
        });
        modelBuilder.Entity<ActivityRow>(row =>
        {
            row.HasKey(r => r.Sequence);
            row.HasIndex(r => new { r.ConversationId, r.Number }).IsUnique();
            row.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.ConversationId);
        });
        modelBuilder.Entity<SayingRow>(row =>
        {
            row.HasKey(r => r.Id);
            row.Property(r => r.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<ContactRequestRow>(row =>
        {
            row.HasKey(r => r.Reference);
            row.HasIndex(r => r.IdempotencyKey).IsUnique();
            row.HasIndex(r => r.ReceivedAt);
            row.HasIndex(r => r.KeyId);
            row.HasIndex(r => r.EmailHash);
            row.HasIndex(r => r.PhoneHash);
        });
        modelBuilder.Entity<ContactNoteRow>(row =>
        {
            row.HasKey(r => r.Id);
            row.HasOne<ContactRequestRow>().WithMany().HasForeignKey(r => r.Reference);
        });
        modelBuilder.Entity<OutboxRow>(row =>
        {
            row.HasKey(r => r.Id);
            row.HasIndex(r => new { r.State, r.NextTryAt });
            row.HasOne<ContactRequestRow>().WithMany().HasForeignKey(r => r.Reference);
        });
        modelBuilder.Entity<AuditRow>(row =>
        {
            row.HasKey(r => r.Sequence);
            row.Property(r => r.Sequence).ValueGeneratedNever();
        });
        modelBuilder.Entity<StaffRow>(row => row.HasKey(r => r.Name));
        modelBuilder.Entity<MarkRow>(row => row.HasKey(r => r.Name));
    }
}
