namespace Chatbot.Answering;

/// <summary>
/// How much a question of the knowledge counts for a new one, from how like the two are: exp(s x) grown from 0 at no
/// likeness to 1 at sameness. A positive combination of powers of a kernel, so it is a kernel itself (Schölkopf and
/// Smola, Learning with Kernels, 13.1). Steeper means that only near ones count.
/// </summary>
internal static class Kernels
{
    /// <summary>Likeness by words and letters.</summary>
    public static float Words(float likeness) => Grown(likeness, 2f);

    /// <summary>Cosine of the encoder's vectors.</summary>
    public static float Meaning(float cosine) => Grown(cosine, 4f);

    private static float Grown(float x, float steepness) => x <= 0 ? 0 : (MathF.Exp(steepness * x) - 1) / (MathF.Exp(steepness) - 1);
}
