using System.Text.Json;

namespace Chatbot.Protocol;

/// <summary>Reads a JSON body of limited size.</summary>
internal static class JsonBody
{
    /// <summary>Throws <see cref="JsonException"/> for what is no such JSON and <see cref="BadHttpRequestException"/> (413) for more than <paramref name="maxBytes"/>.</summary>
    public static async Task<T?> ReadAsync<T>(HttpRequest request, JsonSerializerOptions format, int maxBytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[maxBytes + 1];
        var length = 0;
        int read;
        while (length < buffer.Length && (read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
            length += read;
        return length > maxBytes
            ? throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge)
            : JsonSerializer.Deserialize<T>(buffer.AsSpan(0, length), format);
    }
}
