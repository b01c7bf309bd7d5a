using Chatbot.Contact;
using Chatbot.Contact.Delivery;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Contact;

/// <summary>Notices to a webhook receiver, over real sockets, on a real database.</summary>
public sealed class WebhookTests
{
    private const string Secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    [Fact]
    public async Task A_webhook_is_signed_and_a_receiver_can_tell_a_replay()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var rooms = new ContactRooms(("Delivery:Webhook:Url", receiver.Address), ("Delivery:Webhook:Secret", Secret));
        var reference = await rooms.StoreAsync(ContactRooms.Form() with { Message = "zanzibar" });
        receiver.Status = 503;
        await rooms.Delivery.DeliverDueAsync(CancellationToken.None);
        receiver.Status = 204;
        rooms.Clock.Pass(TimeSpan.FromSeconds(5));
        await rooms.Delivery.DeliverDueAsync(CancellationToken.None);

        receiver.Received.Count.ShouldBe(2);
        receiver.Received.Select(call => call.Headers["webhook-id"]).Distinct().Count().ShouldBe(1);
        var (headers, body) = receiver.Received.Last();
        body.ShouldContain(reference);
        body.ShouldNotContain("zanzibar");
        var now = rooms.Clock.GetUtcNow();
        WebhookSignature.IsGood(Secret, headers["webhook-id"], headers["webhook-timestamp"], body, headers["webhook-signature"], now).ShouldBeTrue();
        WebhookSignature.IsGood(Secret, headers["webhook-id"], headers["webhook-timestamp"], body + " ", headers["webhook-signature"], now).ShouldBeFalse();
        WebhookSignature.IsGood(Secret, headers["webhook-id"], headers["webhook-timestamp"], body, headers["webhook-signature"], now + TimeSpan.FromMinutes(6)).ShouldBeFalse();
        (await rooms.NoticeOfAsync(reference)).State.ShouldBe(OutboxState.Sent);
    }

    [Theory]
    [InlineData(302, OutboxState.Dead)]
    [InlineData(404, OutboxState.Dead)]
    [InlineData(410, OutboxState.Dead)]
    [InlineData(408, OutboxState.Pending)]
    [InlineData(429, OutboxState.Pending)]
    [InlineData(500, OutboxState.Pending)]
    public async Task A_webhook_s_answer_decides_between_retry_and_dead_letter(int status, string state)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Status = status;
        await using var rooms = new ContactRooms(("Delivery:Webhook:Url", receiver.Address), ("Delivery:Webhook:Secret", Secret));
        var reference = await rooms.StoreAsync();

        await rooms.Delivery.DeliverDueAsync(CancellationToken.None);

        (await rooms.NoticeOfAsync(reference)).State.ShouldBe(state);
    }

    /// <summary>The example of the specification: https://github.com/standard-webhooks/standard-webhooks</summary>
    [Fact]
    public void The_signature_is_the_one_that_the_specification_s_libraries_make() =>
        WebhookSignature.Of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), """{"test": 2432232314}""")
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}
