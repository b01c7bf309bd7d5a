using Chatbot.Search.Encoding;

namespace Chatbot.Search;

/// <summary>
/// How near a query is in meaning to the lines of a field: the cosine of a sentence encoder's vectors, one byte a number.
/// Immutable. It costs one encoding a query, some milliseconds with the encoder of this project.
/// </summary>
internal sealed class LineMeaning(ITextEncoder encoder, QuantisedVector[] vectors, DocumentLines lines)
{
    public static LineMeaning Of(ITextEncoder encoder, IReadOnlyList<string> lines, DocumentLines ofDocuments) =>
        new(encoder, [.. encoder.EncodeMany(lines).Select(vector => QuantisedVector.Of(vector))], ofDocuments);

    /// <summary>Writes for each document the cosine of its nearest line, 0 to 1.</summary>
    public void Compare(string text, ReadOnlySpan<int> documents, Span<double> nearness)
    {
        nearness.Clear();
        Span<short> query = stackalloc short[encoder.Dimensions];
        var step = QuantisedVector.QuantiseQuery(encoder.Encode(text), query);
        for (var i = 0; i < documents.Length; i++)
        {
            foreach (var line in lines[documents[i]])
            {
                var cosine = step * vectors[line].Scale * QuantisedVector.Dot(query, vectors[line].Codes);
                nearness[i] = Math.Max(nearness[i], Math.Min(1, cosine));
            }
        }
    }
}
