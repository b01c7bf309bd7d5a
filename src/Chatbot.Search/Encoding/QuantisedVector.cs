using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Chatbot.Search.Encoding;

/// <summary>A vector at a quarter of its size: one byte a number. A cosine of two unit vectors moves by about 0.001 at most.</summary>
/// <param name="Scale">What one step of a code is worth.</param>
/// <param name="Codes">-127 to 127.</param>
internal readonly record struct QuantisedVector(float Scale, sbyte[] Codes)
{
    /// <summary>Finer than a code, coarse enough that sums of up to 4,096 products fit into 32 bits.</summary>
    private const float QueryRange = 4095;

    public static QuantisedVector Of(ReadOnlySpan<float> vector)
    {
        var scale = Largest(vector) / sbyte.MaxValue;
        var codes = new sbyte[vector.Length];
        if (scale > 0)
        {
            for (var i = 0; i < codes.Length; i++)
                codes[i] = (sbyte)MathF.Round(vector[i] / scale);
        }

        return new QuantisedVector(scale, codes);
    }

    /// <summary>The asking side of a product keeps more bits; it is one vector only.</summary>
    /// <returns>What one step is worth.</returns>
    public static float QuantiseQuery(ReadOnlySpan<float> vector, Span<short> codes)
    {
        var scale = Largest(vector) / QueryRange;
        for (var i = 0; i < vector.Length; i++)
            codes[i] = scale > 0 ? (short)MathF.Round(vector[i] / scale) : (short)0;
        return scale;
    }

    /// <param name="query">From <see cref="QuantiseQuery"/>.</param>
    /// <param name="codes">Of the same length.</param>
    public static int Dot(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> codes)
    {
        var i = 0;
        var sum = 0;
        if (Avx2.IsSupported)
        {
            ref var left = ref MemoryMarshal.GetReference(query);
            ref var right = ref MemoryMarshal.GetReference(codes[..query.Length]);
            var sums = Vector256<int>.Zero;
            for (; i <= query.Length - Vector256<short>.Count; i += Vector256<short>.Count)
                sums += Avx2.MultiplyAddAdjacent(Vector256.LoadUnsafe(ref left, (nuint)i), Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref right, (nuint)i)));
            sum = Vector256.Sum(sums);
        }

        for (; i < query.Length; i++)
            sum += query[i] * codes[i];
        return sum;
    }

    private static float Largest(ReadOnlySpan<float> vector)
    {
        var largest = 0f;
        foreach (var value in vector)
            largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }
}
