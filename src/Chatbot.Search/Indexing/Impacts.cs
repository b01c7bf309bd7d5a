using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Chatbot.Search;

/// <summary>
/// The impacts of postings. An index holds few different ones, a frequency and a rounded length each, so a posting keeps the
/// number of its value in two bytes. Nothing is rounded: where more values differ than two bytes can tell apart, and in a
/// merged list, every posting keeps its own.
/// </summary>
internal sealed class Impacts
{
    /// <summary>As many different values as two bytes can tell apart.</summary>
    public const int MostDifferent = ushort.MaxValue + 1;

    private readonly float[] _values;
    private readonly ushort[]? _numbers;

    /// <param name="values">One for each posting.</param>
    public Impacts(float[] values) => _values = values;

    /// <param name="different">The different values.</param>
    /// <param name="numbers">For each posting which of them it has.</param>
    public Impacts(float[] different, ushort[] numbers) => (_values, _numbers) = (different, numbers);

    public float this[int posting] => _numbers is null ? _values[posting] : _values[_numbers[posting]];

    /// <summary>Adds impact times factor, cut to a whole number, to the sum of each posting's document.</summary>
    /// <param name="documents">Of all postings.</param>
    /// <param name="start">The first posting that counts.</param>
    /// <param name="end">The first that does not count any more.</param>
    /// <param name="factor">On the scale of the sums.</param>
    /// <param name="sums">Those of <paramref name="from"/> and the documents after it, as far as the postings go.</param>
    /// <param name="from">Not above the first posting's document.</param>
    public void AddTo(int[] documents, int start, int end, float factor, Span<int> sums, int from)
    {
        if (start >= end)
            return;

        // Three quarters of a large question's time pass in these two loops, and a quarter of that went into checking
        // three indexes a posting. Documents are in order, so checking the ends checks them all; numbers are the builder's.
        _ = sums[documents[start] - from];
        _ = sums[documents[end - 1] - from];
        _ = _numbers is null ? _values[end - 1] : _numbers[end - 1];
        ref var document = ref MemoryMarshal.GetArrayDataReference(documents);
        ref var value = ref MemoryMarshal.GetArrayDataReference(_values);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        if (_numbers is null)
        {
            for (nint at = start; at < end; at++)
                Unsafe.Add(ref sum, Unsafe.Add(ref document, at) - from) += ToUnits(Unsafe.Add(ref value, at) * factor);
            return;
        }

        ref var number = ref MemoryMarshal.GetArrayDataReference(_numbers);
        for (nint at = start; at < end; at++)
            Unsafe.Add(ref sum, Unsafe.Add(ref document, at) - from) += ToUnits(Unsafe.Add(ref value, (nint)Unsafe.Add(ref number, at)) * factor);
    }

    /// <summary>The same as a cast for what fits, without the instructions for what does not: no score exceeds its scale.</summary>
    private static int ToUnits(float score) => float.ConvertToIntegerNative<int>(score);
}
