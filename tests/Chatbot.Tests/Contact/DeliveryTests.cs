using Chatbot.Contact;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Contact;

/// <summary>Notices to staff against a mail server that misbehaves, over real sockets, on a real database.</summary>
public sealed class DeliveryTests : IDisposable
{
    private const string Patient = "00:00:10";
    private const string Hasty = "00:00:02";

    private readonly FakeMailServer _server = new();

    [Theory]
    [InlineData("closed port", "retrying")]
    [InlineData("Closing", "retrying")]
    [InlineData("Silent", "retrying")]
    [InlineData("Slow", "retrying")]
    [InlineData("Later", "retrying")]
    public async Task A_fault_that_passes_is_retried_and_the_mail_arrives_once(string fault, string state)
    {
        await using var rooms = fault == "closed port" ? Rooms(ServiceProcess.FreePort()) : Rooms(_server.Port, fault is "Silent" or "Slow" ? Hasty : Patient);
        if (Enum.TryParse<MailFault>(fault, out var kind))
            _server.Fault = kind;
        var reference = await rooms.StoreAsync();
        (await rooms.Desk.StateAsync(reference, CancellationToken.None)).ShouldBe("received");

        await rooms.Delivery.DeliverDueAsync(CancellationToken.None);

        (await rooms.Desk.StateAsync(reference, CancellationToken.None)).ShouldBe(state);
        var notice = await rooms.NoticeOfAsync(reference);
        (notice.State, notice.Attempts).ShouldBe((OutboxState.Pending, 1));
        notice.NextTryAt.ShouldBe(rooms.Clock.GetUtcNow() + TimeSpan.FromSeconds(5));
        _server.Mails.ShouldBeEmpty();
        if (fault == "closed port")
            return;

        _server.Fault = MailFault.None;
        await rooms.Delivery.DeliverDueAsync(CancellationToken.None);
        _server.Mails.ShouldBeEmpty("it is not due yet");
        rooms.Clock.Pass(TimeSpan.FromSeconds(5));
        await rooms.Delivery.DeliverDueAsync(CancellationToken.None);
        await rooms.Delivery.DeliverDueAsync(CancellationToken.None);

        _server.Mails.Count.ShouldBe(1);
        (await rooms.Desk.StateAsync(reference, CancellationToken.None)).ShouldBe("notified");
    }

    [Theory]
    [InlineData(MailFault.Never, "SMTP 550")]
    [InlineData(MailFault.TextRefused, "SMTP 552")]
    public async Task What_is_refused_for_good_is_a_dead_letter_until_somebody_retries_it(object fault, string code)
    {
        await using var rooms = Rooms(_server.Port);
        _server.Fault = (MailFault)fault;
        var reference = await rooms.StoreAsync();

        await rooms.Delivery.DeliverDueAsync(CancellationToken.None);
        rooms.Clock.Pass(TimeSpan.FromDays(1));
        (await rooms.Delivery.DeliverDueAsync(CancellationToken.None)).ShouldBeFalse();

        var notice = await rooms.NoticeOfAsync(reference);
        (notice.State, notice.Attempts, notice.LastFault).ShouldBe((OutboxState.Dead, 1, code));
        (await rooms.Outbox.StandingAsync(CancellationToken.None)).Dead.ShouldBe(1);

        _server.Fault = MailFault.None;
        (await rooms.Outbox.RetryAsync(id: null, "test", CancellationToken.None)).ShouldBe(1);
        await rooms.Delivery.DeliverDueAsync(CancellationToken.None);
        _server.Mails.Count.ShouldBe(1);
        (await rooms.NoticeOfAsync(reference)).State.ShouldBe(OutboxState.Sent);
    }

    [Fact]
    public async Task A_line_cut_after_the_250_sends_no_second_mail()
    {
        await using var rooms = Rooms(_server.Port);
        _server.Fault = MailFault.CutAfter250;
        var reference = await rooms.StoreAsync();

        await rooms.Delivery.DeliverDueAsync(CancellationToken.None);
        rooms.Clock.Pass(TimeSpan.FromHours(1));
        await rooms.Delivery.DeliverDueAsync(CancellationToken.None);

        _server.Mails.Count.ShouldBe(1);
        (await rooms.NoticeOfAsync(reference)).State.ShouldBe(OutboxState.Sent);
    }

    [Fact]
    public async Task A_line_cut_before_the_250_sends_the_mail_again_by_the_same_Message_ID()
    {
        await using var rooms = Rooms(_server.Port);
        _server.Fault = MailFault.CutBefore250;
        await rooms.StoreAsync();

        await rooms.Delivery.DeliverDueAsync(CancellationToken.None);
        _server.Fault = MailFault.None;
        rooms.Clock.Pass(TimeSpan.FromSeconds(5));
        await rooms.Delivery.DeliverDueAsync(CancellationToken.None);

        _server.Mails.Count.ShouldBe(2);
        _server.Mails.Select(mail => Header(mail.Text, "Message-ID")).Distinct().Count().ShouldBe(1);
        Header(_server.Mails.First().Text, "Message-ID")!.ShouldMatch("^<[0-9a-f]{32}@clinic.example>$");
    }

    [Fact]
    public async Task A_sender_that_died_after_it_took_a_notice_is_followed_by_another_when_its_lease_ends()
    {
        await using var rooms = Rooms(_server.Port);
        await rooms.StoreAsync();
        using var killed = new CancellationTokenSource();
        _server.Fault = MailFault.Silent;
        var sending = rooms.Delivery.DeliverDueAsync(killed.Token);
        while (_server.Connections == 0)
            await Task.Yield();
        await killed.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => sending);

        _server.Fault = MailFault.None;
        (await rooms.Delivery.DeliverDueAsync(CancellationToken.None)).ShouldBeFalse("the lease still runs");
        rooms.Clock.Pass(TimeSpan.FromSeconds(30));
        (await rooms.Delivery.DeliverDueAsync(CancellationToken.None)).ShouldBeTrue("ten seconds for the attempt and twenty more are over");

        _server.Mails.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Two_replicas_that_look_at_once_send_one_mail_each_request()
    {
        await using var first = Rooms(_server.Port);
        for (var i = 0; i < 10; i++)
            await first.StoreAsync();
        await using var second = new ContactRooms(first.Folder, Mail(_server.Port));

        await Task.WhenAll(first.Delivery.DeliverDueAsync(CancellationToken.None), second.Delivery.DeliverDueAsync(CancellationToken.None));

        _server.Mails.Count.ShouldBe(10);
    }

    [Fact]
    public async Task The_waits_grow_to_an_hour_and_after_72_hours_it_is_a_dead_letter()
    {
        await using var rooms = Rooms(_server.Port);
        _server.Fault = MailFault.Closing;
        var reference = await rooms.StoreAsync();
        var begun = rooms.Clock.GetUtcNow();
        var waits = new List<TimeSpan>();

        while (await rooms.Delivery.DeliverDueAsync(CancellationToken.None))
        {
            var notice = await rooms.NoticeOfAsync(reference);
            var wait = notice.NextTryAt - rooms.Clock.GetUtcNow();
            waits.Add(wait);
            rooms.Clock.Pass(wait);
        }

        waits.Take(11).ShouldBe(new[] { 5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600 }.Select(seconds => TimeSpan.FromSeconds(seconds)));
        (rooms.Clock.GetUtcNow() - begun).ShouldBeInRange(TimeSpan.FromHours(71), TimeSpan.FromHours(73));
        var last = await rooms.NoticeOfAsync(reference);
        (last.State, last.LastFault).ShouldBe((OutboxState.Dead, "SMTP 421"));
    }

    [Fact]
    public async Task Urgent_notices_go_first_and_are_marked_and_a_mail_says_nothing_of_what_was_written()
    {
        await using var rooms = Rooms(_server.Port);
        var calm = await rooms.StoreAsync();
        var urgent = await rooms.StoreAsync(ContactRooms.Form() with { Name = "Zanzibar\u00A0Name", Email = "zanzibar@example.org", Topic = "zanzibar topic", Message = "zanzibar: i want to die" });

        await rooms.Delivery.DeliverDueAsync(CancellationToken.None);

        var mails = _server.Mails.ToList();
        var marked = mails.Single(mail => mail.Text.Contains(urgent)).Text;
        Header(marked, "Subject").ShouldBe($"URGENT: new contact request {urgent}");
        Header(marked, "X-Priority").ShouldBe("1");
        HeaderNames(marked).ShouldBe([.. AlwaysThere, .. UrgencyMarks], ignoreOrder: true);
        var plain = mails.Single(mail => mail.Text.Contains(calm)).Text;
        Header(plain, "Subject").ShouldBe($"New contact request {calm}");
        HeaderNames(plain).ShouldBe(AlwaysThere, ignoreOrder: true);
        mails.ShouldAllBe(mail => !mail.Text.Contains("zanzibar", StringComparison.OrdinalIgnoreCase) && !mail.Text.Contains("sam@", StringComparison.OrdinalIgnoreCase));
    }

    private static readonly string[] AlwaysThere = ["Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "Message-ID", "MIME-Version", "Subject", "To"];

    /// <summary>Our own, on notices of requests that triage takes for urgent.</summary>
    private static readonly string[] UrgencyMarks = ["Importance", "Priority", "X-Priority"];

    private static IEnumerable<string> HeaderNames(string mail) =>
        mail.Split("\r\n\r\n")[0].Split("\r\n").Where(line => line[0] is not (' ' or '\t')).Select(line => line.Split(':')[0]);

    [Fact]
    public async Task Nothing_that_is_typed_can_add_a_header_or_a_recipient()
    {
        await using var rooms = Rooms(_server.Port);
        const string injection = "x\r\nBcc: victim@example.org\r\n\r\nbody";
        foreach (var form in new[]
        {
            ContactRooms.Form() with { Message = injection },
            ContactRooms.Form() with { Message = "\n.\nMAIL FROM:<a@b.example>\n" },
            ContactRooms.Form() with { Topic = "x%0d%0aBcc: victim@example.org" },
        })
            await rooms.StoreAsync(form);
        (await rooms.Desk.SubmitAsync(ContactRooms.Form() with { Name = injection }, ContactDoor.Api, CancellationToken.None)).ShouldBeOfType<ContactOutcome.Invalid>();
        (await rooms.Desk.SubmitAsync(ContactRooms.Form() with { Email = "a@b.example\r\nBcc: victim@example.org" }, ContactDoor.Api, CancellationToken.None)).ShouldNotBeNull();

        while (await rooms.Delivery.DeliverDueAsync(CancellationToken.None))
        {
        }

        _server.Mails.Count.ShouldBeGreaterThanOrEqualTo(3);
        _server.Mails.ShouldAllBe(mail => mail.Recipients.Count == 1 && mail.Recipients[0].Contains("desk@clinic.example"));
        foreach (var text in _server.Mails.Select(mail => mail.Text))
            HeaderNames(text).ShouldBe(Header(text, "Subject")!.StartsWith("URGENT", StringComparison.Ordinal) ? [.. AlwaysThere, .. UrgencyMarks] : AlwaysThere, ignoreOrder: true);
    }

    [Fact]
    public async Task Requests_of_a_time_without_any_channel_get_their_notices_once_there_is_one()
    {
        string reference;
        var folder = ServiceProcess.NewFolder();
        await using (var without = new ContactRooms(folder, []))
        {
            reference = await without.StoreAsync();
            (await without.NoticeOfAsync(reference)).Channel.ShouldBe("inbox");
            (await without.Outbox.StandingAsync(CancellationToken.None)).ShouldBe(new OutboxStanding(0, null, 0));
        }

        await using var rooms = new ContactRooms(folder, Mail(_server.Port));
        await rooms.Delivery.StartAsync(CancellationToken.None);
        while (_server.Mails.IsEmpty)
            await Task.Delay(10);
        await rooms.Delivery.StopAsync(CancellationToken.None);

        _server.Mails.Single().Text.ShouldContain(reference);
    }

    public void Dispose() => _server.Dispose();

    private static ContactRooms Rooms(int port, string timeout = Patient) => new(Mail(port, timeout));

    private static (string, string)[] Mail(int port, string timeout = Patient) =>
    [
        ("Delivery:Mail:Host", "127.0.0.1"), ("Delivery:Mail:Port", $"{port}"), ("Delivery:Mail:StartTls", "false"),
        ("Delivery:Mail:From", "chat@clinic.example"), ("Delivery:Mail:To", "desk@clinic.example"), ("Delivery:Timeout", timeout),
    ];

    private static string? Header(string mail, string name) =>
        mail.Split("\r\n").FirstOrDefault(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}
