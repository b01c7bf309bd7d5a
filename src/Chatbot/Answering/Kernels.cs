using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Chatbot.Answering;

/// <summary>
/// How much a question of the knowledge counts for a new one, from how like the two are: exp(s x) grown from 0 at no
/// likeness to 1 at sameness. A positive combination of powers of a kernel, so it is a kernel itself (Schölkopf and
/// Smola, Learning with Kernels, 13.1). Steeper means that only near ones count.
/// </summary>
internal static class Kernels
{
    private const float WordSteepness = 2;
    private const float MeaningSteepness = 4;

    /// <summary>From likeness by words and letters, in place.</summary>
    public static void Words(Span<float> likeness) => Grow(likeness, WordSteepness);

    /// <summary>From cosines of the encoder's vectors, in place.</summary>
    public static void Meaning(Span<float> cosines) => Grow(cosines, MeaningSteepness);

    private static void Grow(Span<float> values, float steepness)
    {
        var full = MathF.Exp(steepness) - 1;
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(values);
        foreach (ref var value in vectors)
            value = (Vector256.Exp(steepness * Vector256.Max(value, Vector256<float>.Zero)) - Vector256<float>.One) / full;
        foreach (ref var value in values[(vectors.Length * Vector256<float>.Count)..])
            value = (MathF.Exp(steepness * Math.Max(value, 0)) - 1) / full;
    }
}
