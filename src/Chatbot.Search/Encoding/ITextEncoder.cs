namespace Chatbot.Search.Encoding;

/// <summary>Turns a text into a vector; texts that mean the same lie close together. The seam behind which an encoder is left out.</summary>
public interface ITextEncoder
{
    /// <summary>Changes whenever vectors change, so that kept vectors of another model are not compared with new ones.</summary>
    string ModelId { get; }

    /// <summary>Length of every vector.</summary>
    int Dimensions { get; }

    /// <summary>Of unit length; all zero for a text without a single piece. Safe to call from several threads.</summary>
    float[] Encode(string text);

    /// <summary>The same vectors as <see cref="Encode"/> gives one by one, in the order of <paramref name="texts"/>, on the calling thread.</summary>
    /// <param name="texts">To be encoded.</param>
    /// <param name="progress">Told the number of texts done so far.</param>
    /// <param name="cancellationToken">Looked at between groups of a few texts.</param>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is returned.</exception>
    IReadOnlyList<float[]> EncodeMany(IReadOnlyList<string> texts, IProgress<int>? progress = null, CancellationToken cancellationToken = default);
}
