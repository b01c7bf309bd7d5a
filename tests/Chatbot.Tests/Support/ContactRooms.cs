using System.Security.Cryptography;
using Chatbot.Contact;
using Chatbot.Protocol;
using Chatbot.Staff;
using Chatbot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Chatbot.Tests.Support;

/// <summary>The rooms of contact requests on a real SQLite file, with a clock that the test sets.</summary>
internal sealed class ContactRooms : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public ContactRooms(params IReadOnlyList<(string Name, string Value)> settings)
        : this(Directory.CreateTempSubdirectory("chatbot-test-").FullName, settings)
    {
    }

    public ContactRooms(string folder, IReadOnlyList<(string Name, string Value)> settings)
    {
        Folder = folder;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Repository.Root });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value)).Append(new("Storage:Folder", folder)));
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddStorage(builder.Configuration).AddContact().AddProtocol().AddStaff();
        builder.Services.AddSingleton(Rooms.Library).AddSingleton(Rooms.Triage).AddSingleton<ContactDelivery>();
        builder.Logging.ClearProviders();
        builder.Logging.Services.TryAddSingleton<CollectedLog>();
        builder.Logging.Services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<CollectedLog>());
        _services = builder.Services.BuildServiceProvider();
        DatabaseStart.Open(_services);
    }

    public FakeClock Clock { get; } = new();

    public string Folder { get; }

    public CollectedLog Log => Get<CollectedLog>();

    public ContactDesk Desk => Get<ContactDesk>();

    public ContactInbox Inbox => Get<ContactInbox>();

    public Outbox Outbox => Get<Outbox>();

    public ContactDelivery Delivery => Get<ContactDelivery>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public ChatbotDb Db() => Get<IDbContextFactory<ChatbotDb>>().CreateDbContext();

    public static ContactSubmission Form() => new()
    {
        IdempotencyKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
        Name = "Sam",
        Email = "sam@example.org",
        Message = "Please call me back.",
        Consent = true,
    };

    /// <summary>Stores a request and gives its reference.</summary>
    public async Task<string> StoreAsync(ContactSubmission? form = null)
    {
        var outcome = await Desk.SubmitAsync(form ?? Form(), ContactDoor.Api, CancellationToken.None);
        return outcome is ContactOutcome.Stored stored ? stored.Reference : throw new InvalidOperationException($"{outcome}");
    }

    public async Task<OutboxListing> NoticeOfAsync(string reference) =>
        (await Outbox.ListAsync(alsoSent: true, 1000, CancellationToken.None)).Single(notice => notice.Reference == reference);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
