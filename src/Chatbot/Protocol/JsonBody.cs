using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Chatbot.Protocol;

/// <summary>Reads a JSON body of limited size.</summary>
internal static class JsonBody
{
    /// <summary>Throws <see cref="JsonException"/> for what is no such JSON and <see cref="BadHttpRequestException"/> (413) for more than <paramref name="maxBytes"/>.</summary>
    public static async Task<T?> ReadAsync<T>(HttpRequest request, JsonSerializerOptions format, int maxBytes, CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize<T>((await ReadBytesAsync(request, maxBytes, cancellationToken)).Span, format);

    /// <summary>As <see cref="ReadAsync{T}"/>, for JSON of any shape; duplicate members are a fault at once, not when they are looked at.</summary>
    /// <returns>The JSON, and whether a character in it is written as <c>\u…</c>: only so can U+0000 or half of a surrogate pair come in.</returns>
    public static async Task<(JsonNode? Node, bool HasEscapes)> ReadNodeAsync(HttpRequest request, JsonDocumentOptions format, int maxBytes, CancellationToken cancellationToken)
    {
        var bytes = await ReadBytesAsync(request, maxBytes, cancellationToken);
        return (JsonNode.Parse(bytes.Span, documentOptions: format), bytes.Span.IndexOf("\\u"u8) >= 0);
    }

    /// <summary>The body as it is; throws as <see cref="ReadAsync{T}"/> does for too many bytes.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var body = request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            if (read.Buffer.Length > maxBytes)
            {
                body.AdvanceTo(read.Buffer.End);
                throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                body.AdvanceTo(read.Buffer.End);

                // JsonNode finds broken UTF-8 only when somebody looks at that very member, and then it is no JsonException.
                return Utf8.IsValid(bytes) ? bytes : throw new JsonException("The body is not UTF-8.");
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
