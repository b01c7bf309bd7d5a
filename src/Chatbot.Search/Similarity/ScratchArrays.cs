using System.Buffers;

namespace Chatbot.Search;

/// <summary>
/// Arrays that a search, a comparison or the encoder needs for a moment, some hundred kilobytes each. The framework's shared
/// pool keeps them for every thread that ever asked; here there are a few of each size for all threads together.
/// </summary>
public static class ScratchArrays
{
    /// <summary>What is longer is made for the occasion: texts that are encoded in batches.</summary>
    private const int MaxLength = 1 << 20;

    /// <summary>More threads than these work at once only when the machine is busy; then an array is made and dropped.</summary>
    private static readonly int OfEachSize = 4 * Environment.ProcessorCount;

    /// <summary>Rented arrays hold what the last user left.</summary>
    public static ArrayPool<float> Floats { get; } = ArrayPool<float>.Create(MaxLength, OfEachSize);
}
