using System.Numerics;

namespace Chatbot.Search;

/// <summary>
/// A field's length as Lucene keeps it: one byte, exact up to 40 tokens and coarser above (SmallFloat.intToByte4 and
/// byte4ToInt, Lucene 7 and later).
/// </summary>
internal static class LengthNorm
{
    private const int ExactBelow = 24;

    /// <summary>The length after Lucene's rounding.</summary>
    public static int Quantise(int length) => Decode(Encode(length));

    internal static byte Encode(int length)
    {
        if (length < ExactBelow)
            return (byte)length;
        return (byte)(ExactBelow + ToInt4(length - ExactBelow));
    }

    internal static int Decode(byte encoded) => encoded < ExactBelow ? encoded : ExactBelow + FromInt4(encoded - ExactBelow);

    /// <summary>Four significant bits and a shift.</summary>
    private static int ToInt4(int value)
    {
        var bits = 32 - BitOperations.LeadingZeroCount((uint)value);
        if (bits < 4)
            return value;
        var shift = bits - 4;
        return ((value >>> shift) & 0x07) | ((shift + 1) << 3);
    }

    private static int FromInt4(int encoded)
    {
        var bits = encoded & 0x07;
        var shift = (encoded >>> 3) - 1;
        return shift < 0 ? bits : (bits | 0x08) << shift;
    }
}
