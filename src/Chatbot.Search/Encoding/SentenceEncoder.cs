using System.Runtime.InteropServices;

namespace Chatbot.Search.Encoding;

/// <summary>
/// Universal Sentence Encoder lite in plain C#: 512 numbers of unit length a text, as its reference implementation
/// (npm @energetic-ai/embeddings) gives them to within 1e-4. About 28 MB of weights, mapped from the file. Thread-safe.
/// </summary>
public sealed class SentenceEncoder : ITextEncoder, IDisposable
{
    private const string VocabularyFile = "use-lite.vocabulary";
    private const string NormalisationFile = "use-lite.normalisation";

    /// <summary>Pieces encoded in one go: enough to share the reading of the weights, few enough to stay in the cache.</summary>
    private const int PiecesPerGroup = Transformer.MaxPieces;

    private readonly EncoderWeights _weights;
    private readonly PieceTokenizer _tokenizer;
    private readonly Transformer _transformer;

    private SentenceEncoder(EncoderWeights weights, PieceTokenizer tokenizer) =>
        (_weights, _tokenizer, _transformer) = (weights, tokenizer, new Transformer(weights));

    public string ModelId => _weights.ModelId;

    public int Dimensions => EncoderWeights.Dimensions;

    /// <summary>Whether the folder looks as if it held an encoder: a service without one need not even try.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, EncoderWeights.FileName));

    /// <summary>Takes some milliseconds; the weights themselves are read when first used.</summary>
    /// <param name="folder">The folder <c>encoder</c> of the build's output.</param>
    /// <exception cref="EncoderWeightsException">A file is missing, damaged or of another version.</exception>
    public static SentenceEncoder Load(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var vocabulary = Read(VocabularyFile);
        var normalisation = Read(NormalisationFile);
        var weights = EncoderWeights.Map(folder, vocabulary, normalisation);
        try
        {
            var form = CompatibilityForm.Parse(System.Text.Encoding.UTF8.GetString(normalisation));
            var tokenizer = new PieceTokenizer(System.Text.Encoding.UTF8.GetString(vocabulary), form);
            if (tokenizer.Count > EncoderWeights.EmbeddingRows)
                throw new FormatException($"The vocabulary has {tokenizer.Count} pieces, the weights {EncoderWeights.EmbeddingRows}");
            return new SentenceEncoder(weights, tokenizer);
        }
        catch (FormatException exception)
        {
            weights.Dispose();
            throw new EncoderWeightsException($"The files in {folder} are not the encoder's. {EncoderWeights.Remedy}", exception);
        }

        byte[] Read(string name)
        {
            var path = Path.Combine(folder, name);
            try
            {
                return File.ReadAllBytes(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new EncoderWeightsException($"{path} cannot be read. {EncoderWeights.Remedy}", exception);
            }
        }
    }

    /// <summary>Ids of the text's pieces, all of them; only the first 128 are encoded.</summary>
    public IReadOnlyList<int> Pieces(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _tokenizer.Split(text);
    }

    public float[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var vector = new float[Dimensions];
        var pieces = Clipped(text);
        if (!pieces.IsEmpty)
            _transformer.Run(pieces, [pieces.Length], vector);
        return vector;
    }

    public IReadOnlyList<float[]> EncodeMany(IReadOnlyList<string> texts, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var vectors = new float[texts.Count][];
        var pieces = new List<int>(PiecesPerGroup);
        var lengths = new List<int>();
        var members = new List<int>();
        for (var i = 0; i < texts.Count; i++)
        {
            var own = Clipped(texts[i]);
            if (pieces.Count + own.Length > PiecesPerGroup)
            {
                RunGroup();
                progress?.Report(i);
            }

            vectors[i] = new float[Dimensions];
            if (own.IsEmpty)
                continue;
            pieces.AddRange(own);
            lengths.Add(own.Length);
            members.Add(i);
        }

        RunGroup();
        progress?.Report(texts.Count);
        return vectors;

        void RunGroup()
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (members.Count == 0)
                return;
            var all = new float[members.Count * Dimensions];
            _transformer.Run(CollectionsMarshal.AsSpan(pieces), CollectionsMarshal.AsSpan(lengths), all);
            for (var member = 0; member < members.Count; member++)
                all.AsSpan(member * Dimensions, Dimensions).CopyTo(vectors[members[member]]);
            pieces.Clear();
            lengths.Clear();
            members.Clear();
        }
    }

    /// <summary>Gives the memory of the weights back until the next text comes; that one takes some milliseconds longer. For times when nobody asks.</summary>
    public void GiveBack() => _weights.GiveBack();

    public void Dispose() => _weights.Dispose();

    private ReadOnlySpan<int> Clipped(string text)
    {
        var pieces = _tokenizer.Split(text);
        return pieces.AsSpan(0, Math.Min(pieces.Length, Transformer.MaxPieces));
    }
}
