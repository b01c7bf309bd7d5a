using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Chatbot.Protocol;
using Chatbot.Tests.Support;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Channels;

/// <summary>Thumbs, in each of the three forms that clients send them in.</summary>
public sealed partial class FeedbackTests(Service service) : IClassFixture<Service>
{
    public static TheoryData<string, string, string?> Forms => new()
    {
        { """{"type":"invoke","name":"message/submitAction","replyToId":"r","value":{"actionName":"feedback","actionValue":{"reaction":"like","feedback":"{\"feedbackText\":\"clear\"}"}}}""", "like", "clear" },
        { """{"type":"invoke","name":"message/submitAction","replyToId":"r","value":{"actionName":"feedback","actionValue":{"reaction":"dislike","feedback":{"feedbackText":"hard to read"}}}}""", "dislike", "hard to read" },
        { """{"type":"messageReaction","replyToId":"r","reactionsAdded":[{"type":"dislike"}],"value":{"reason":"not what I asked"}}""", "dislike", "not what I asked" },
        { """{"type":"messageReaction","replyToId":"r","reactionsAdded":[{"type":"like"}]}""", "like", null },
        { """{"type":"event","name":"webchat:activity-status/feedback","entities":[{"@type":"DislikeAction","@id":"r#dislike"}]}""", "dislike", null },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_thumb_is_kept_with_its_reason_and_without_any_message(string form, string reaction, string? reason)
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);
        (await visitor.SaysAsync("what are the side effects?")).EnsureSuccessStatusCode();
        var reply = (await visitor.ReadsAsync()).Activities[2]["id"]!.GetValue<string>();
        var activity = JsonNode.Parse(form.Replace("\"r\"", $"\"{reply}\"", StringComparison.Ordinal).Replace("\"r#", $"\"{reply}#", StringComparison.Ordinal))!.AsObject();
        activity["text"] = "a message that must not be kept";

        using var posted = await visitor.PostAsync(JsonContent.Create(activity));

        posted.StatusCode.ShouldBe(HttpStatusCode.OK);
        var (activities, _) = await visitor.ReadsAsync("3");
        var kept = activities.ShouldHaveSingleItem();
        kept["replyToId"]!.GetValue<string>().ShouldBe(reply);
        kept["value"]!["reaction"]!.GetValue<string>().ShouldBe(reaction);
        (kept["value"]!["reason"]?.GetValue<string>()).ShouldBe(reason);
        kept.ToJsonString().ShouldNotContain("must not be kept");
        Stored(visitor.Conversation).ShouldNotContain("must not be kept");
    }

    [Fact]
    public async Task Web_Chats_thumbs_name_the_reply_that_they_stand_beside()
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);
        (await visitor.SaysAsync("what are the side effects?")).EnsureSuccessStatusCode();

        var reply = (await visitor.ReadsAsync()).Activities[2];

        var actions = reply["entities"]![0]!["potentialAction"]!.AsArray();
        actions.Select(action => action!["@type"]!.GetValue<string>()).ShouldBe(["LikeAction", "DislikeAction"]);
        actions[0]!["@id"]!.GetValue<string>().ShouldBe($"{reply["id"]}#like");
        reply["channelData"]!["feedbackLoop"]!["type"]!.GetValue<string>().ShouldBe("default");
    }

    [Fact]
    public async Task A_crisis_panel_asks_for_no_thumb()
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);
        (await visitor.SaysAsync("i want to kill myself")).EnsureSuccessStatusCode();

        var reply = (await visitor.ReadsAsync()).Activities[2];

        reply["entities"].ShouldBeNull();
        reply["channelData"]!["feedbackLoop"].ShouldBeNull();
    }

    [Theory]
    [InlineData("not-my-question")]
    [InlineData("unclear")]
    [InlineData("too-long")]
    [InlineData("wrong")]
    [InlineData("other")]
    [InlineData("This answer was much too long for me")]
    public async Task A_reason_that_was_picked_or_only_complains_of_the_answer_brings_no_panel(string reason)
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);

        using var posted = await visitor.PostAsync(JsonContent.Create(new { type = "messageReaction", replyToId = "x", reactionsAdded = new[] { new { type = "dislike" } }, value = new { reason } }));

        var kept = (await visitor.ReadsAsync("1")).Activities.ShouldHaveSingleItem();
        kept["value"]!["reason"]!.GetValue<string>().ShouldBe(reason);
    }

    /// <summary>A label that the service does not know would be read as a visitor's own words.</summary>
    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public void The_service_knows_every_reason_that_the_widget_offers(string language)
    {
        var line = File.ReadLines(Repository.Path("src", "widget", "strings", $"{language}.ts")).Single(line => line.TrimStart().StartsWith("reasons: {", StringComparison.Ordinal));

        var offered = OfferedReason().Matches(line).Select(match => match.Groups["label"].Value);

        offered.ShouldBe(Feedback.Labels, ignoreOrder: true);
    }

    [GeneratedRegex("[{,] \"?(?<label>[a-z-]+)\"?: \"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OfferedReason();

    [Fact]
    public async Task A_reason_in_which_somebody_is_in_danger_is_answered_with_the_panel()
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);

        using var posted = await visitor.PostAsync(JsonContent.Create(new { type = "messageReaction", replyToId = "x", reactionsAdded = new[] { new { type = "dislike" } }, value = new { reason = "i want to kill myself" } }));

        var (activities, _) = await visitor.ReadsAsync("1");
        activities[1]["channelData"]!["reply"]!["kind"]!.GetValue<string>().ShouldBe("crisis");
    }

    [Theory]
    [InlineData("""{"type":"messageReaction"}""")]
    [InlineData("""{"type":"messageReaction","reactionsAdded":"like"}""")]
    [InlineData("""{"type":"messageReaction","reactionsAdded":[{"type":"applause"}]}""")]
    [InlineData("""{"type":"messageReaction","reactionsRemoved":[{"type":"like"}]}""")]
    [InlineData("""{"type":"invoke","name":"message/submitAction","value":[1]}""")]
    [InlineData("""{"type":"invoke","name":"message/submitAction","value":{"actionValue":{"reaction":7,"feedback":"{"}}}""")]
    [InlineData("""{"type":"event","name":"webchat:activity-status/feedback","entities":[{"@type":"VoteAction"}]}""")]
    public async Task Feedback_that_says_nothing_is_accepted_and_not_kept(string body)
    {
        var visitor = await DirectLineVisitor.ArrivesAsync(service.Http);

        using var posted = await visitor.PostAsync(new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        posted.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await visitor.ReadsAsync()).Activities.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Over_the_activity_protocol_an_invoke_gets_an_empty_object_and_the_thumb_is_kept_once()
    {
        var conversation = Guid.NewGuid().ToString();
        object thumb = new { type = "invoke", id = "i-1", name = "message/submitAction", channelId = "msteams", replyToId = "m-9", conversation = new { id = conversation }, from = new { id = "staff" }, value = new { actionName = "feedback", actionValue = new { reaction = "like", feedback = "{}" } } };

        using var first = await service.Http.PostAsJsonAsync("/api/messages", thumb);
        using var second = await service.Http.PostAsJsonAsync("/api/messages", thumb);

        (await first.Content.ReadAsStringAsync()).ShouldBe("{}");
        (await second.Content.ReadAsStringAsync()).ShouldBe("{}");
        Count("m-9").ShouldBe(1);
    }

    private string Stored(string conversation) => string.Join('\n', Rows("SELECT Json FROM Activities WHERE ConversationId = $value", conversation));

    private int Count(string replyTo) => Rows("SELECT Json FROM Activities WHERE Json LIKE '%' || $value || '%'", replyTo).Count;

    private List<string> Rows(string sql, string value)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(service.Process.StorageFolder, "chatbot.db")};Mode=ReadOnly;Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$value", value);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return rows;
    }
}
