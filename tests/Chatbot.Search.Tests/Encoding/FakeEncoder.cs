using Chatbot.Search.Encoding;

namespace Chatbot.Search.Tests.Encoding;

/// <summary>Vectors by letter counts; counts the texts it was asked for.</summary>
internal sealed class FakeEncoder(string modelId = "letters-1") : ITextEncoder
{
    private int _encoded;

    public string ModelId { get; } = modelId;

    public int Dimensions => 26;

    public int Encoded => _encoded;

    /// <summary>Called before each group of texts.</summary>
    public Action<int> Before { get; init; } = _ => { };

    public float[] Encode(string text)
    {
        Interlocked.Increment(ref _encoded);
        var vector = new float[Dimensions];
        foreach (var letter in text.Where(char.IsAsciiLetterLower))
            vector[letter - 'a']++;
        var norm = MathF.Sqrt(vector.Sum(value => value * value));
        return norm == 0 ? vector : Array.ConvertAll(vector, value => value / norm);
    }

    public IReadOnlyList<float[]> EncodeMany(IReadOnlyList<string> texts, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        Before(_encoded);
        cancellationToken.ThrowIfCancellationRequested();
        return [.. texts.Select(Encode)];
    }
}
