namespace Chatbot.Search;

/// <summary>The word class of every code point: blocks of 256 cells, equal blocks of one class shared (about 50 kB).</summary>
internal static class WordClasses
{
    private const int BlockSize = 256;
    private const int CodePoints = 0x110000;
    private const int ExpectedBlocks = 128;

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

    /// <summary>Plain arrays throughout: this runs once, before anything is compiled well, and the start waits for it.</summary>
    private static byte[] Expand()
    {
        var cells = new byte[ExpectedBlocks * BlockSize];
        var used = 0;
        var shared = new int[WordBreakTables.RowLength];
        var ranges = WordBreakTables.Ranges;
        var range = 0;
        for (var first = 0; first < CodePoints; first += BlockSize)
        {
            var wordClass = (byte)ranges[range];
            var alike = EndOf(range) >= first + BlockSize;
            if (alike && shared[wordClass] > 0)
            {
                BlockStarts[first / BlockSize] = shared[wordClass];
            }
            else
            {
                if (used == cells.Length)
                    Array.Resize(ref cells, used * 2);
                if (alike)
                    shared[wordClass] = used;
                BlockStarts[first / BlockSize] = used;
                for (var r = range; r < ranges.Length && Begin(r) < first + BlockSize; r++)
                {
                    var from = Math.Max(Begin(r), first) - first;
                    cells.AsSpan(used + from, BlockSize - from).Fill((byte)ranges[r]);
                }

                used += BlockSize;
            }

            while (range + 1 < ranges.Length && EndOf(range) <= first + BlockSize)
                range++;
        }

        return cells;
    }

    private static int Begin(int range) => (int)(WordBreakTables.Ranges[range] >> 8);

    private static int EndOf(int range) => range + 1 < WordBreakTables.Ranges.Length ? Begin(range + 1) : CodePoints;
}
