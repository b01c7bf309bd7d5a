using System.Security.Cryptography;
using Chatbot.Contact;
using Chatbot.Storage;
using Chatbot.Tests.Support;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Storage;

/// <summary>Encryption at rest: keys of their own, a ring that rotates, and a start that refuses a lost one.</summary>
public sealed class RecordSealTests
{
    [Fact]
    public async Task A_record_opens_whole_or_not_at_all()
    {
        await using var rooms = new ContactRooms();
        var seal = rooms.Get<RecordSeal>();
        byte[] plain = [1, 2, 3, 4, 5];
        var record = seal.Close(plain, "subject");

        seal.Open(record.Sealed, record.WrappedKey, "subject").ShouldBe(plain);
        Should.Throw<CryptographicException>(() => seal.Open(record.Sealed, record.WrappedKey, "another subject"));
        for (var i = 0; i < record.Sealed.Length; i++)
        {
            var changed = record.Sealed.ToArray();
            changed[i] ^= 1;
            Should.Throw<CryptographicException>(() => seal.Open(changed, record.WrappedKey, "subject"), $"byte {i}");
        }

        for (var i = 0; i < record.WrappedKey.Length; i += 7)
        {
            var changed = record.WrappedKey.ToArray();
            changed[i] ^= 1;
            Should.Throw<CryptographicException>(() => seal.Open(record.Sealed, changed, "subject"), $"key byte {i}");
        }
    }

    [Fact]
    public async Task Every_record_has_a_key_of_its_own()
    {
        await using var rooms = new ContactRooms();
        var one = await rooms.StoreAsync();
        var two = await rooms.StoreAsync();
        await using var db = rooms.Db();
        var rows = await db.ContactRequests.ToListAsync();

        rows.Select(row => Convert.ToHexString(row.WrappedKey)).Distinct().Count().ShouldBe(2);
        var (first, second) = (rows.Single(row => row.Reference == one), rows.Single(row => row.Reference == two));
        first.WrappedKey = second.WrappedKey;
        Should.Throw<CryptographicException>(() => rooms.Get<ContactSeal>().Open(first));
    }

    [Fact]
    public async Task After_a_rotation_old_requests_open_and_new_ones_use_the_new_key_and_rewrapped_ones_need_only_that()
    {
        var folder = ServiceProcess.NewFolder();
        string reference;
        string oldKey;
        await using (var before = new ContactRooms(folder, []))
        {
            reference = await before.StoreAsync();
            await using var db = before.Db();
            oldKey = (await db.ContactRequests.SingleAsync()).KeyId;

            // Data Protection asks the machine's clock, so the new key counts from the real now on.
            var now = TimeProvider.System.GetUtcNow();
            before.Get<IKeyManager>().CreateNewKey(now, now.AddDays(90));
        }

        await using var rooms = new ContactRooms(folder, []);
        var added = await rooms.StoreAsync();
        await using var db2 = rooms.Db();
        var newKey = (await db2.ContactRequests.SingleAsync(row => row.Reference == added)).KeyId;
        newKey.ShouldNotBe(oldKey);
        (await rooms.Inbox.OpenAsync(reference, "test", "opened", CancellationToken.None))!.Content.Name.ShouldBe("Sam");

        var row = await db2.ContactRequests.SingleAsync(r => r.Reference == reference);
        (row.WrappedKey, row.KeyId) = rooms.Get<RecordSeal>().Rewrap(row.WrappedKey);
        row.KeyId.ShouldBe(newKey);
        await db2.SaveChangesAsync();
        (await rooms.Inbox.OpenAsync(reference, "test", "opened", CancellationToken.None))!.Content.Name.ShouldBe("Sam");
    }

    [Fact]
    public async Task A_request_is_found_by_e_mail_or_phone_however_they_are_written()
    {
        await using var rooms = new ContactRooms();
        var reference = await rooms.StoreAsync(ContactRooms.Form() with { Email = "Sam@Example.org", Phone = "+1 (646) 694-1660" });
        await rooms.StoreAsync(ContactRooms.Form() with { Email = "other@example.org" });

        foreach (var route in new[] { "sam@example.ORG", "646.694.1660", "+16466941660" })
            (await rooms.Inbox.FindAsync(route, "test", CancellationToken.None)).Select(listing => listing.Reference).ShouldBe([reference], route);
        (await rooms.Inbox.FindAsync("nobody@example.org", "test", CancellationToken.None)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("*.xml", "lacks a key")]
    [InlineData("lookup.key", "lookup.key is missing")]
    public async Task A_missing_part_of_the_key_ring_stops_the_start(string pattern, string said)
    {
        var folder = ServiceProcess.NewFolder();
        await using (var rooms = new ContactRooms(folder, []))
            await rooms.StoreAsync();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "keys"), pattern))
            File.Delete(file);

        Should.Throw<StartRefusedException>(() => new ContactRooms(folder, [])).Message.ShouldContain(said);
    }

    [Fact]
    public async Task A_certificate_guards_the_ring_and_a_wrong_one_stops_the_start()
    {
        var folder = ServiceProcess.NewFolder();
        var (right, wrong) = (Certificate(folder, "right"), Certificate(folder, "wrong"));
        string reference;
        await using (var rooms = new ContactRooms(folder, [("Storage:Certificate:File", right), ("Storage:Certificate:Password", "secret")]))
            reference = await rooms.StoreAsync();
        Directory.EnumerateFiles(Path.Combine(folder, "keys"), "*.xml").Select(File.ReadAllText).ShouldAllBe(text => text.Contains("EncryptedData") && !text.Contains("<masterKey"));

        Should.Throw<StartRefusedException>(() => new ContactRooms(folder, [("Storage:Certificate:File", wrong), ("Storage:Certificate:Password", "secret")]))
            .Message.ShouldContain("does not open the key ring");
        Should.Throw<StartRefusedException>(() => new ContactRooms(folder, [("Storage:Certificate:File", right), ("Storage:Certificate:Password", "typo")]))
            .Message.ShouldContain("password");

        // A new certificate, with the former one named, opens what the former sealed.
        await using var changed = new ContactRooms(
            folder,
            [
                ("Storage:Certificate:File", wrong), ("Storage:Certificate:Password", "secret"),
                ("Storage:FormerCertificates:0:File", right), ("Storage:FormerCertificates:0:Password", "secret"),
            ]);
        (await changed.Inbox.OpenAsync(reference, "test", "opened", CancellationToken.None))!.Content.Name.ShouldBe("Sam");
    }

    private static string Certificate(string folder, string name)
    {
        using var key = RSA.Create(2048);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddYears(10));
        var file = Path.Combine(folder, $"{name}.pfx");
        File.WriteAllBytes(file, certificate.Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pkcs12, "secret"));
        return file;
    }
}
