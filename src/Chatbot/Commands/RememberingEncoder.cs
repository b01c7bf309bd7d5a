using Chatbot.Search.Encoding;

namespace Chatbot.Commands;

/// <summary>Encodes no text twice, for commands that ask the same questions again and again. One thread at a time.</summary>
internal sealed class RememberingEncoder(ITextEncoder encoder) : ITextEncoder
{
    private readonly Dictionary<string, float[]> _vectors = new(StringComparer.Ordinal);

    public string ModelId => encoder.ModelId;

    public int Dimensions => encoder.Dimensions;

    public float[] Encode(string text)
    {
        if (!_vectors.TryGetValue(text, out var vector))
            _vectors.Add(text, vector = encoder.Encode(text));
        return vector;
    }

    public IReadOnlyList<float[]> EncodeMany(IReadOnlyList<string> texts, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        List<string> unknown = [.. texts.Where(text => !_vectors.ContainsKey(text)).Distinct(StringComparer.Ordinal)];
        var encoded = encoder.EncodeMany(unknown, progress, cancellationToken);
        for (var i = 0; i < unknown.Count; i++)
            _vectors.Add(unknown[i], encoded[i]);
        return [.. texts.Select(text => _vectors[text])];
    }
}
