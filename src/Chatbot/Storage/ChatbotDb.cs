using Microsoft.EntityFrameworkCore;

namespace Chatbot.Storage;

/// <summary>Everything that must survive a restart: conversations with their activities, contact requests, and the outbox.</summary>
internal sealed class ChatbotDb(DbContextOptions<ChatbotDb> options) : DbContext(options)
{
    public DbSet<ConversationRow> Conversations => Set<ConversationRow>();

    public DbSet<ActivityRow> Activities => Set<ActivityRow>();

    public DbSet<ContactRequestRow> ContactRequests => Set<ContactRequestRow>();

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

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
            // The same clientActivityID twice is stored, and so answered, once. Nulls do not collide.
            row.HasIndex(r => new { r.ConversationId, r.ClientActivityId }).IsUnique();
            row.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.ConversationId);
        });
        modelBuilder.Entity<ContactRequestRow>(row =>
        {
            row.HasKey(r => r.Reference);
            row.HasIndex(r => r.IdempotencyKey).IsUnique();
        });
        modelBuilder.Entity<OutboxRow>(row =>
        {
            row.HasKey(r => r.Id);
            row.HasIndex(r => new { r.State, r.NextTryAt });
            row.HasOne<ContactRequestRow>().WithMany().HasForeignKey(r => r.Reference);
        });
    }
}
