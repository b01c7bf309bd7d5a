namespace Chatbot.Search;

/// <summary>The word class of every code point: blocks of 256 cells, equal blocks of one class shared (about 40 kB).</summary>
internal static class WordClasses
{
    private const int BlockSize = 256;
    private const int CodePoints = 0x110000;

    private static readonly int[] BlockStarts = new int[CodePoints / BlockSize];
    private static readonly byte[] Cells = Expand();

    /// <summary>The class of a UTF-16 unit that is no surrogate, or of a lone surrogate.</summary>
    public static byte Of(char unit) => Cells[BlockStarts[unit >> 8] + (unit & 0xFF)];

    /// <summary>The class of a surrogate pair.</summary>
    public static byte Of(char high, char low)
    {
        var code = char.ConvertToUtf32(high, low);
        return Cells[BlockStarts[code >> 8] + (code & 0xFF)];
    }

    private static byte[] Expand()
    {
        var cells = new List<byte>();
        var shared = new Dictionary<byte, int>();
        Span<byte> block = stackalloc byte[BlockSize];
        var ranges = WordBreakTables.Ranges;
        var range = 0;
        for (var first = 0; first < CodePoints; first += BlockSize)
        {
            for (var i = 0; i < BlockSize; i++)
            {
                while (range + 1 < ranges.Length && ranges[range + 1] >> 8 <= first + i)
                    range++;
                block[i] = (byte)ranges[range];
            }

            var alike = !block.ContainsAnyExcept(block[0]);
            if (alike && shared.TryGetValue(block[0], out var start))
            {
                BlockStarts[first / BlockSize] = start;
                continue;
            }

            if (alike)
                shared.Add(block[0], cells.Count);
            BlockStarts[first / BlockSize] = cells.Count;
            cells.AddRange(block);
        }

        return [.. cells];
    }
}
