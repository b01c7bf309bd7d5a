using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Chatbot.Tests.Support;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Contact;

/// <summary>The contact request over real HTTP, on a real SQLite file.</summary>
public sealed class ContactTests(Service service) : IClassFixture<Service>
{
    private const string Path = "/api/contact";

    [Fact]
    public async Task A_request_gets_a_reference_and_the_same_key_the_same_one()
    {
        var form = Form();

        using var first = await service.Http.PostAsJsonAsync(Path, form);
        using var second = await service.Http.PostAsJsonAsync(Path, form);

        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        var reference = await ReferenceAsync(first);
        reference.ShouldMatch("^[2-9A-Z]{4}(-[2-9A-Z]{4}){3}$");
        (await ReferenceAsync(second)).ShouldBe(reference);
    }

    [Fact]
    public async Task The_same_key_twenty_times_at_once_is_one_row()
    {
        var form = Form();

        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => service.Http.PostAsJsonAsync(Path, form)));

        (await Task.WhenAll(responses.Select(ReferenceAsync))).Distinct().Count().ShouldBe(1);
        responses.Count(response => response.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        Rows(service.Process.StorageFolder, form["idempotencyKey"]!.GetValue<string>()).ShouldBe(1);
    }

    [Theory]
    [InlineData("name", "", "name")]
    [InlineData("email", "not an address", "email")]
    [InlineData("email", "", "email")]
    [InlineData("phone", "12", "phone")]
    [InlineData("phone", "call me", "phone")]
    [InlineData("idempotencyKey", "short", "idempotencyKey")]
    [InlineData("name", "a\u0007b", "name")]
    public async Task A_field_that_does_not_do_is_named_and_nothing_is_stored(string field, string value, string named)
    {
        var form = Form();
        form[field] = value;

        using var response = await service.Http.PostAsJsonAsync(Path, form);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = (await response.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsObject();
        errors.Select(error => error.Key).ShouldBe([named]);
        Rows(service.Process.StorageFolder, form["idempotencyKey"]!.GetValue<string>()).ShouldBe(0);
    }

    [Theory]
    [InlineData("+49 30 901820")]
    [InlineData("(646) 694-1660")]
    [InlineData("1.555.010.0199")]
    public async Task A_phone_number_alone_in_any_usual_form_is_enough(string phone)
    {
        var form = Form();
        form.Remove("email");
        form["phone"] = phone;

        using var response = await service.Http.PostAsJsonAsync(Path, form);

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Without_consent_nothing_is_stored()
    {
        var form = Form();
        form["consent"] = false;

        using var response = await service.Http.PostAsJsonAsync(Path, form);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("""{"name":{"a":1}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"name":"a","name":"b"}""", HttpStatusCode.BadRequest)]
    public async Task A_malformed_body_is_400(string body, HttpStatusCode expected)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await service.Http.PostAsync(new Uri(Path, UriKind.Relative), content);

        response.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task An_urgent_message_is_stored_and_answered_with_the_numbers_to_call()
    {
        var form = Form();
        form["message"] = "i want to die, please call me";

        using var response = await service.Http.PostAsJsonAsync(Path, form);

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await response.Content.ReadFromJsonAsync<JsonObject>())!["urgent"]!["text"]!.GetValue<string>().ShouldContain("988");
    }

    [Fact]
    public async Task What_was_typed_is_nowhere_in_the_files_and_a_stranger_learns_nothing()
    {
        var form = Form();
        form["name"] = "Zebulon Quartermaine";
        form["message"] = "xylophone-marker";
        using var response = await service.Http.PostAsJsonAsync(Path, form);
        var reference = await ReferenceAsync(response);

        var bytes = Directory.EnumerateFiles(service.Process.StorageFolder, "*", SearchOption.AllDirectories).Select(ReadShared).ToList();
        using var state = await service.Http.GetAsync(new Uri($"{Path}/{reference}", UriKind.Relative));
        using var unknown = await service.Http.GetAsync(new Uri($"{Path}/AAAA-BBBB-CCCC-DDDD", UriKind.Relative));

        bytes.ShouldAllBe(content => !content.Contains("Quartermaine") && !content.Contains("xylophone-marker") && !content.Contains("sam@example.org"));
        bytes.ShouldContain(content => content.Contains(reference), "the search itself must be able to find what is there");
        (await state.Content.ReadAsStringAsync()).ShouldBe("""{"state":"received"}""");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_locked_database_is_said_within_seconds_and_the_next_try_is_stored()
    {
        using var own = await ServiceProcess.StartAsync();
        using var http = new HttpClient { BaseAddress = own.Address };
        var form = Form();
        var watch = Stopwatch.StartNew();
        using (var connection = new SqliteConnection($"Data Source={System.IO.Path.Combine(own.StorageFolder, "chatbot.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "BEGIN EXCLUSIVE";
            command.ExecuteNonQuery();
            using var refused = await http.PostAsJsonAsync(Path, form);
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        using var stored = await http.PostAsJsonAsync(Path, form);
        stored.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_damaged_database_stops_the_start_and_says_what_to_do()
    {
        var storage = ServiceProcess.NewFolder();
        await File.WriteAllTextAsync(System.IO.Path.Combine(storage, "chatbot.db"), new string('x', 8192));

        var (exitCode, output) = await ServiceProcess.RunToExitAsync(storage);

        exitCode.ShouldNotBe(0);
        output.ShouldContain("chatbot.db cannot be opened");
        output.ShouldContain("restore the folder from the backup");
    }

    [Fact]
    public async Task A_lost_key_ring_stops_the_start()
    {
        var storage = ServiceProcess.NewFolder();
        using (var first = await ServiceProcess.StartAsync(storage))
        {
            using var http = new HttpClient { BaseAddress = first.Address };
            (await http.PostAsJsonAsync(Path, Form())).EnsureSuccessStatusCode();
        }

        Directory.Delete(System.IO.Path.Combine(storage, "keys"), recursive: true);
        var (exitCode, output) = await ServiceProcess.RunToExitAsync(storage);

        exitCode.ShouldNotBe(0);
        output.ShouldContain("the key ring");
    }

    private static JsonObject Form() => new()
    {
        ["idempotencyKey"] = Guid.NewGuid().ToString("N"),
        ["name"] = "Sam",
        ["email"] = "sam@example.org",
        ["message"] = "Please call me back.",
        ["consent"] = true,
    };

    private static async Task<string> ReferenceAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonObject>())!["reference"]!.GetValue<string>();

    private static long Rows(string storage, string key)
    {
        using var connection = new SqliteConnection($"Data Source={System.IO.Path.Combine(storage, "chatbot.db")};Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM ContactRequests r JOIN Outbox o ON o.Reference = r.Reference WHERE r.IdempotencyKey = $key";
        command.Parameters.AddWithValue("$key", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))));
        return (long)command.ExecuteScalar()!;
    }

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
