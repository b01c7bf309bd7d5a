namespace Chatbot.Search.Encoding;

/// <summary>
/// The network of Universal Sentence Encoder lite (Cer et al. 2018, arXiv:1803.11175): two pre-norm transformer layers of
/// 256 and 512 inputs with four heads, the mean over the pieces, one tanh layer, unit length.
/// </summary>
internal sealed class Transformer(EncoderWeights weights)
{
    /// <summary>Pieces of a text beyond these are not looked at; the model was trained so.</summary>
    public const int MaxPieces = 128;

    private const int Heads = 4;
    private const int Width = EncoderWeights.Dimensions;
    private const int Wide = 3 * Width;
    private const int NumbersPerPiece = (3 * Width) + Wide;

    /// <summary>Sines and cosines by position; the same for every text.</summary>
    private readonly float[] _positions = Positions(weights);

    /// <summary>One vector a text; texts share the passes over the weights, which is what takes the time.</summary>
    /// <param name="pieces">All texts' ids, one after the other.</param>
    /// <param name="lengths">Ids of each text, 1 to <see cref="MaxPieces"/>.</param>
    /// <param name="vectors">Receives as many vectors of <see cref="EncoderWeights.Dimensions"/>.</param>
    public void Run(ReadOnlySpan<int> pieces, ReadOnlySpan<int> lengths, Span<float> vectors)
    {
        var count = pieces.Length;
        var rented = ScratchArrays.Floats.Rent((count * NumbersPerPiece) + MaxPieces);
        try
        {
            using var lease = weights.Open();
            var a = rented.AsSpan(0, count * Width);
            var b = rented.AsSpan(count * Width, count * Width);
            var c = rented.AsSpan(2 * count * Width, count * Width);
            var wide = rented.AsSpan(3 * count * Width, count * Wide);
            var scores = rented.AsSpan(count * NumbersPerPiece, MaxPieces);

            Embed(lease, pieces, lengths, c);
            foreach (var layer in weights.Layers)
                RunLayer(lease.All, layer, lengths, a, b, c, wide, scores);
            Pool(lease.All, lengths, c, a, vectors);
        }
        finally
        {
            ScratchArrays.Floats.Return(rented);
        }
    }

    /// <summary>The published graph adds a piece's vector to itself before and after the position's signal: twice the vector, once the signal.</summary>
    private void Embed(EncoderWeights.Lease lease, ReadOnlySpan<int> pieces, ReadOnlySpan<int> lengths, Span<float> result)
    {
        const int width = EncoderWeights.EmbeddingWidth;
        var at = 0;
        foreach (var length in lengths)
        {
            for (var position = 0; position < length; position++, at++)
            {
                var target = result.Slice(at * width, width);
                _positions.AsSpan(position * width, width).CopyTo(target);
                VectorMath.AddScaled(target, lease.Slice(weights.Embeddings + (pieces[at] * width), width), 2);
            }
        }
    }

    /// <summary>From <paramref name="c"/> (count x layer width) to <paramref name="c"/> (count x 512).</summary>
    private static void RunLayer(
        ReadOnlySpan<float> all, LayerWeights layer, ReadOnlySpan<int> lengths, Span<float> a, Span<float> b, Span<float> c, Span<float> wide, Span<float> scores)
    {
        var count = c.Length / Width;
        var input = c[..(count * layer.Width)];
        var narrow = b[..(count * layer.Width)];
        Normalise(all, layer.AttentionNorm, input, narrow);
        MatrixProduct.Multiply(all, layer.QueryKeyValue, narrow, count, wide);
        Attend(lengths, layer.Width, wide, narrow, scores);
        if (layer.Residual is { } residual)
        {
            // The residual takes the place of the hidden numbers, which are not needed until the next step but one.
            MatrixProduct.Multiply(all, residual, input, count, wide);
            MatrixProduct.Multiply(all, layer.AttentionOutput, narrow, count, a, wide);
        }
        else
        {
            MatrixProduct.Multiply(all, layer.AttentionOutput, narrow, count, a, input);
        }

        Normalise(all, layer.FeedForwardNorm, a, b);
        MatrixProduct.Multiply(all, layer.Widen, b, count, wide, positive: true);
        MatrixProduct.Multiply(all, layer.Narrow, wide, count, c, a);
    }

    private static void Normalise(ReadOnlySpan<float> all, NormWeights norm, ReadOnlySpan<float> input, Span<float> result) =>
        VectorMath.Normalise(input, result, all.Slice(norm.Scale, norm.Width), all.Slice(norm.Bias, norm.Width));

    /// <summary>Every piece looks at every piece of its own text.</summary>
    private static void Attend(ReadOnlySpan<int> lengths, int width, ReadOnlySpan<float> wide, Span<float> result, Span<float> scores)
    {
        var stride = 3 * width;
        var size = width / Heads;
        var scale = 1 / MathF.Sqrt(size);
        var first = 0;
        foreach (var length in lengths)
        {
            var own = wide.Slice(first * stride, length * stride);
            for (var head = 0; head < width; head += size)
            {
                for (var row = 0; row < length; row++)
                {
                    var query = own.Slice((row * stride) + head, size);
                    for (var other = 0; other < length; other++)
                        scores[other] = scale * VectorMath.Dot(query, own.Slice((other * stride) + width + head, size));
                    VectorMath.SoftMax(scores[..length]);
                    var target = result.Slice(((first + row) * width) + head, size);
                    target.Clear();
                    for (var other = 0; other < length; other++)
                        VectorMath.AddScaled(target, own.Slice((other * stride) + (2 * width) + head, size), scores[other]);
                }
            }

            first += length;
        }
    }

    private void Pool(ReadOnlySpan<float> all, ReadOnlySpan<int> lengths, ReadOnlySpan<float> rows, Span<float> means, Span<float> vectors)
    {
        means = means[..(lengths.Length * Width)];
        means.Clear();
        var at = 0;
        for (var text = 0; text < lengths.Length; text++)
        {
            for (var row = 0; row < lengths[text]; row++, at++)
                VectorMath.AddScaled(means.Slice(text * Width, Width), rows.Slice(at * Width, Width), 1f / lengths[text]);
        }

        MatrixProduct.Multiply(all, weights.Final, means, lengths.Length, vectors);
        for (var text = 0; text < lengths.Length; text++)
        {
            var vector = vectors.Slice(text * Width, Width);
            foreach (ref var value in vector)
                value = MathF.Tanh(value);
            VectorMath.Unit(vector);
        }
    }

    private static float[] Positions(EncoderWeights weights)
    {
        const int half = EncoderWeights.EmbeddingWidth / 2;
        using var lease = weights.Open();
        var timescales = lease.Slice(weights.Timescales, half);
        var positions = new float[MaxPieces * 2 * half];
        for (var position = 0; position < MaxPieces; position++)
        {
            for (var i = 0; i < half; i++)
                (positions[(position * 2 * half) + half + i], positions[(position * 2 * half) + i]) = (MathF.Cos(position * timescales[i]), MathF.Sin(position * timescales[i]));
        }

        return positions;
    }
}
