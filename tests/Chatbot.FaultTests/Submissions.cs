using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Chatbot.FaultTests;

/// <summary>Clients that submit until the service is gone, and what they were told.</summary>
internal sealed class Submissions
{
    /// <summary>Keys that were confirmed, with their references.</summary>
    public ConcurrentDictionary<string, string> Confirmed { get; } = [];

    /// <summary>Keys that were sent and not confirmed.</summary>
    public ConcurrentDictionary<string, byte> Unconfirmed { get; } = [];

    public static JsonObject Form(string key) => new() { ["idempotencyKey"] = key, ["name"] = "Sam", ["email"] = "sam@example.org", ["message"] = "Please call me back.", ["consent"] = true };

    public async Task UntilGoneAsync(HttpClient http)
    {
        while (true)
        {
            var key = Guid.NewGuid().ToString("N");
            Unconfirmed[key] = 0;
            try
            {
                using var response = await http.PostAsJsonAsync("/api/contact", Form(key));
                if (response.StatusCode is not (HttpStatusCode.Created or HttpStatusCode.OK))
                    continue;
                Confirmed[key] = (await response.Content.ReadFromJsonAsync<JsonObject>())!["reference"]!.GetValue<string>();
                Unconfirmed.TryRemove(key, out _);
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException or TaskCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Of the confirmed keys, those without exactly one row that has exactly one outbox row.</summary>
    public int Lost(string storage)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(storage, "chatbot.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT r.IdempotencyKey, count(o.Id) FROM ContactRequests r LEFT JOIN Outbox o ON o.Reference = r.Reference GROUP BY r.Reference";
        using var reader = command.ExecuteReader();
        var rows = new Dictionary<string, long>();
        while (reader.Read())
            rows.Add(reader.GetString(0), reader.GetInt64(1));
        return Confirmed.Keys.Count(key => !rows.TryGetValue(Hash(key), out var notices) || notices != 1);
    }

    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
