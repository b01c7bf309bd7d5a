using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Chatbot.Tests.Support;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Channels;

/// <summary>The OpenAPI document says what the service really answers: its schemas are held against live responses.</summary>
public sealed class OpenApiTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task The_document_describes_every_real_answer()
    {
        var document = (await service.Http.GetFromJsonAsync<JsonObject>("/openapi.json"))!;
        var key = Guid.NewGuid().ToString("N");
        object contact = new { idempotencyKey = key, name = "Kim", phone = "+1 555 010 0199", message = "i want to kill myself", consent = true };
        using var stored = await service.Http.PostAsJsonAsync("/api/contact", contact);
        var reference = JsonNode.Parse(await stored.Content.ReadAsStringAsync())!["reference"]!.GetValue<string>();

        var faults = new List<string>();
        foreach (var question in new[] { "what are the side effects?", "can I drive home afterwards?", "hello", "xyzzy", "I take lithium, is it safe?", "i want to kill myself", "" })
            await CheckAsync("/api/ask", HttpStatusCode.OK, await service.Http.PostAsJsonAsync("/api/ask", new { id = "1", text = question }));
        await CheckAsync("/api/ask", HttpStatusCode.BadRequest, await service.Http.PostAsJsonAsync("/api/ask", new { id = "1" }));
        await CheckAsync("/api/ask", HttpStatusCode.RequestEntityTooLarge, await service.Http.PostAsJsonAsync("/api/ask", new { text = new string('a', 40_000) }));
        await CheckAsync("/api/ask", HttpStatusCode.UnsupportedMediaType, await service.Http.PostAsync(new Uri("/api/ask", UriKind.Relative), new StringContent("x")));
        await CheckAsync("/api/contact", HttpStatusCode.Created, stored);
        await CheckAsync("/api/contact", HttpStatusCode.OK, await service.Http.PostAsJsonAsync("/api/contact", contact));
        await CheckAsync("/api/contact", HttpStatusCode.BadRequest, await service.Http.PostAsJsonAsync("/api/contact", new { idempotencyKey = key + "x", name = "" }));
        await CheckAsync("/api/contact", HttpStatusCode.UnsupportedMediaType, await service.Http.PostAsync(new Uri("/api/contact", UriKind.Relative), new StringContent("x")));
        await CheckAsync("/api/contact/{reference}", HttpStatusCode.OK, await service.Http.GetAsync(new Uri($"/api/contact/{reference}", UriKind.Relative)));
        await CheckAsync("/api/contact/{reference}", HttpStatusCode.NotFound, await service.Http.GetAsync(new Uri("/api/contact/AAAA", UriKind.Relative)));
        await CheckAsync("/api/contact/words", HttpStatusCode.OK, await service.Http.GetAsync(new Uri("/api/contact/words", UriKind.Relative)));

        faults.ShouldBeEmpty();
        Faults(document, Schema("Reply"), new JsonObject { ["kind"] = "song" }, "$").Count().ShouldBeGreaterThan(5, "the check can fail");

        JsonNode Schema(string name) => document["components"]!["schemas"]![name]!;

        async Task CheckAsync(string path, HttpStatusCode status, HttpResponseMessage response)
        {
            using (response)
            {
                response.StatusCode.ShouldBe(status, path);
                var operation = document["paths"]![path]!.AsObject().First().Value!;
                var described = operation["responses"]![$"{(int)status}"]!["content"]!.AsObject().First();
                if (response.Content.Headers.ContentType!.MediaType != described.Key)
                    faults.Add($"{path} {status}: {response.Content.Headers.ContentType}");
                faults.AddRange(Faults(document, described.Value!["schema"]!, JsonNode.Parse(await response.Content.ReadAsStringAsync()), $"{path} {status}"));
            }
        }
    }

    /// <summary>The part of JSON Schema that the document uses; members that are not described are faults.</summary>
    private static IEnumerable<string> Faults(JsonObject document, JsonNode schema, JsonNode? value, string at)
    {
        if (schema["$ref"] is { } reference)
            return Faults(document, document["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]!, value, at);
        if (schema["allOf"] is JsonArray all)
            return Faults(document, Merged(document, all), value, at);
        var types = schema["type"] is JsonArray list ? list.Select(type => type!.GetValue<string>()).ToArray() : [schema["type"]!.GetValue<string>()];
        var faults = new List<string>();
        if (!types.Contains(Type(value)))
            faults.Add($"{at}: {Type(value)} instead of {string.Join(" or ", types)}");
        if (schema["enum"] is JsonArray allowed && !allowed.Any(one => one!.GetValue<string>() == value?.ToString()))
            faults.Add($"{at}: {value} is not among the values");
        if (schema["pattern"] is { } pattern && !Regex.IsMatch($"{value}", pattern.GetValue<string>()))
            faults.Add($"{at}: {value} does not fit the pattern");
        if (value is JsonArray array && schema["items"] is { } items)
            faults.AddRange(array.SelectMany((item, i) => Faults(document, items, item, $"{at}[{i}]")));
        if (value is JsonObject members && schema["properties"] is JsonObject properties)
        {
            faults.AddRange((schema["required"]?.AsArray() ?? []).Where(name => !members.ContainsKey(name!.GetValue<string>())).Select(name => $"{at}: {name} is missing"));
            foreach (var (name, member) in members)
                faults.AddRange(properties[name] is { } known ? Faults(document, known, member, $"{at}.{name}") : [$"{at}: {name} is not described"]);
        }

        return faults;
    }

    private static JsonObject Merged(JsonObject document, JsonArray parts)
    {
        var properties = new JsonObject();
        foreach (var part in parts)
        {
            var whole = part!["$ref"] is { } reference ? document["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]! : part;
            foreach (var (name, property) in whole["properties"]!.AsObject())
                properties[name] = property!.DeepClone();
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties };
    }

    private static string Type(JsonNode? value) => value?.GetValueKind() switch
    {
        null or System.Text.Json.JsonValueKind.Null => "null",
        System.Text.Json.JsonValueKind.Object => "object",
        System.Text.Json.JsonValueKind.Array => "array",
        System.Text.Json.JsonValueKind.String => "string",
        System.Text.Json.JsonValueKind.Number => "integer",
        _ => "boolean",
    };
}
