using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Chatbot.Search.Encoding;

/// <summary>What the transformer needs beside matrix products. Every length is a multiple of eight unless said.</summary>
internal static class VectorMath
{
    /// <summary>As the model was trained with.</summary>
    private const float NormEpsilon = 1e-6f;

    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var left = MemoryMarshal.Cast<float, Vector256<float>>(a);
        var right = MemoryMarshal.Cast<float, Vector256<float>>(b)[..left.Length];
        var sum = Vector256<float>.Zero;
        for (var i = 0; i < left.Length; i++)
            sum = Vector256.MultiplyAddEstimate(left[i], right[i], sum);
        return Vector256.Sum(sum);
    }

    /// <summary>sum += factor x addend.</summary>
    public static void AddScaled(Span<float> sum, ReadOnlySpan<float> addend, float factor)
    {
        var target = MemoryMarshal.Cast<float, Vector256<float>>(sum);
        var more = MemoryMarshal.Cast<float, Vector256<float>>(addend)[..target.Length];
        var by = Vector256.Create(factor);
        for (var i = 0; i < target.Length; i++)
            target[i] = Vector256.MultiplyAddEstimate(by, more[i], target[i]);
    }

    /// <summary>In place; any length.</summary>
    public static void SoftMax(Span<float> values)
    {
        var highest = float.NegativeInfinity;
        foreach (var value in values)
            highest = Math.Max(highest, value);
        var sum = 0f;
        foreach (ref var value in values)
        {
            value = MathF.Exp(value - highest);
            sum += value;
        }

        foreach (ref var value in values)
            value /= sum;
    }

    /// <summary>Each row to mean 0 and variance 1, then scaled and shifted.</summary>
    public static void Normalise(ReadOnlySpan<float> input, Span<float> result, ReadOnlySpan<float> scale, ReadOnlySpan<float> bias)
    {
        var width = scale.Length;
        var scales = MemoryMarshal.Cast<float, Vector256<float>>(scale);
        var shifts = MemoryMarshal.Cast<float, Vector256<float>>(bias)[..scales.Length];
        for (var start = 0; start < input.Length; start += width)
        {
            var row = MemoryMarshal.Cast<float, Vector256<float>>(input.Slice(start, width))[..scales.Length];
            var sum = Vector256<float>.Zero;
            foreach (var value in row)
                sum += value;
            var mean = Vector256.Create(Vector256.Sum(sum) / width);
            var squares = Vector256<float>.Zero;
            foreach (var value in row)
                squares = Vector256.MultiplyAddEstimate(value - mean, value - mean, squares);
            var factor = Vector256.Create(1 / MathF.Sqrt((Vector256.Sum(squares) / width) + NormEpsilon));
            var target = MemoryMarshal.Cast<float, Vector256<float>>(result.Slice(start, width))[..scales.Length];
            for (var i = 0; i < scales.Length; i++)
                target[i] = Vector256.MultiplyAddEstimate(row[i] - mean, factor * scales[i], shifts[i]);
        }
    }

    /// <summary>To unit length.</summary>
    public static void Unit(Span<float> vector)
    {
        var factor = 1 / MathF.Sqrt(Math.Max(Dot(vector, vector), 1e-12f));
        foreach (ref var value in vector)
            value *= factor;
    }
}
