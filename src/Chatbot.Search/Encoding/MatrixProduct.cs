using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Chatbot.Search.Encoding;

/// <summary>
/// Rows of activations times a packed matrix. Blocks of six or four rows keep twelve or eight accumulators in registers;
/// each number is summed in the same order whatever the block and however wide the registers, so a text's vector depends on
/// neither its neighbours nor the processor.
/// </summary>
internal static partial class MatrixProduct
{
    /// <summary>Columns of a panel: two vectors of eight.</summary>
    public const int PanelWidth = 16;

    private const int Half = PanelWidth / 2;
    private const int Large = 6;
    private const int Small = 4;

    /// <summary>result = input x matrix + bias (+ residual), negative numbers cut off if asked.</summary>
    /// <param name="weights">All weights.</param>
    /// <param name="matrix">Where the matrix lies in them.</param>
    /// <param name="input">count x matrix.Rows.</param>
    /// <param name="count">Rows of input and result.</param>
    /// <param name="result">count x matrix.Columns; must not overlap the others.</param>
    /// <param name="residual">Empty, or of the size of the result.</param>
    /// <param name="positive">Whether to apply the rectifier.</param>
    public static void Multiply(
        ReadOnlySpan<float> weights, PackedMatrix matrix, ReadOnlySpan<float> input, int count, Span<float> result, ReadOnlySpan<float> residual = default, bool positive = false)
    {
        var panels = weights.Slice(matrix.Start, matrix.Rows * matrix.Columns);
        var bias = weights.Slice(matrix.Bias, matrix.Columns);
        var (large, small) = Blocks(count);
        var panelSize = matrix.Rows * PanelWidth;
        var wide = count < Small || !Vector512.IsHardwareAccelerated ? 0 : matrix.Columns / (2 * PanelWidth) * (2 * PanelWidth);
        for (var column = 0; column < matrix.Columns; column += column < wide ? 2 * PanelWidth : PanelWidth)
        {
            var isWide = column < wide;
            var width = isWide ? 2 * PanelWidth : PanelWidth;
            ref var panel = ref MemoryMarshal.GetReference(panels.Slice(column / PanelWidth * panelSize, isWide ? 2 * panelSize : panelSize));
            if (count < Small)
            {
                for (var row = 0; row < count; row++)
                    Row(ref panel, ref MemoryMarshal.GetReference(input[(row * matrix.Rows)..]), matrix.Rows, ref result[(row * matrix.Columns) + column], ref MemoryMarshal.GetReference(bias[column..]));
            }

            // The last block ends at the last row; what it shares with the one before is computed twice, to the same value.
            for (var block = 0; block < large + small; block++)
            {
                var size = block < large ? Large : Small;
                var start = block < large ? block * Large : (large * Large) + ((block - large) * Small);
                start = Math.Min(start, count - size);
                ref var x = ref MemoryMarshal.GetReference(input.Slice(start * matrix.Rows, size * matrix.Rows));
                ref var y = ref MemoryMarshal.GetReference(result.Slice((start * matrix.Columns) + column, ((size - 1) * matrix.Columns) + width));
                ref var b = ref MemoryMarshal.GetReference(bias.Slice(column, width));
                if (isWide && size == Large)
                    SixRowsWide(ref panel, ref x, matrix.Rows, ref y, matrix.Columns, ref b);
                else if (isWide)
                    FourRowsWide(ref panel, ref x, matrix.Rows, ref y, matrix.Columns, ref b);
                else if (size == Large)
                    SixRows(ref panel, ref x, matrix.Rows, ref y, matrix.Columns, ref b);
                else
                    FourRows(ref panel, ref x, matrix.Rows, ref y, matrix.Columns, ref b);
            }
        }

        Finish(result[..(count * matrix.Columns)], residual, positive);
    }

    /// <summary>The fewest rows computed twice: sixes and fours that cover the count.</summary>
    private static (int Large, int Small) Blocks(int count)
    {
        if (count < Small)
            return (0, 0);
        var (whole, rest) = Math.DivRem(count, Large);
        return rest switch
        {
            0 => (whole, 0),
            1 or 2 when whole > 0 => (whole - 1, 2),
            5 when whole > 0 => (whole + 1, 0),
            5 => (0, 2),
            _ => (whole, 1),
        };
    }

    private static void Finish(Span<float> result, ReadOnlySpan<float> residual, bool positive)
    {
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(result);
        if (!residual.IsEmpty)
        {
            var more = MemoryMarshal.Cast<float, Vector256<float>>(residual[..result.Length]);
            for (var i = 0; i < vectors.Length; i++)
                vectors[i] += more[i];
        }

        if (positive)
        {
            for (var i = 0; i < vectors.Length; i++)
                vectors[i] = Vector256.Max(vectors[i], Vector256<float>.Zero);
        }
    }

    private static void Row(ref float panel, ref float x, int depth, ref float y, ref float bias)
    {
        var left = Vector256<float>.Zero;
        var right = Vector256<float>.Zero;
        for (nint i = 0; i < depth; i++)
        {
            var factor = Vector256.Create(Unsafe.Add(ref x, i));
            left = Vector256.MultiplyAddEstimate(factor, Vector256.LoadUnsafe(ref Unsafe.Add(ref panel, i * PanelWidth)), left);
            right = Vector256.MultiplyAddEstimate(factor, Vector256.LoadUnsafe(ref Unsafe.Add(ref panel, (i * PanelWidth) + Half)), right);
        }

        Store(ref y, 0, ref bias, left, right);
    }

    private static void FourRows(ref float panel, ref float x, int depth, ref float y, nint columns, ref float bias)
    {
        Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        nint stride = depth;
        for (nint i = 0; i < depth; i++)
        {
            var left = Vector256.LoadUnsafe(ref Unsafe.Add(ref panel, i * PanelWidth));
            var right = Vector256.LoadUnsafe(ref Unsafe.Add(ref panel, (i * PanelWidth) + Half));
            var factor = Vector256.Create(Unsafe.Add(ref x, i));
            a0 = Vector256.MultiplyAddEstimate(factor, left, a0);
            a1 = Vector256.MultiplyAddEstimate(factor, right, a1);
            factor = Vector256.Create(Unsafe.Add(ref x, i + stride));
            b0 = Vector256.MultiplyAddEstimate(factor, left, b0);
            b1 = Vector256.MultiplyAddEstimate(factor, right, b1);
            factor = Vector256.Create(Unsafe.Add(ref x, i + (2 * stride)));
            c0 = Vector256.MultiplyAddEstimate(factor, left, c0);
            c1 = Vector256.MultiplyAddEstimate(factor, right, c1);
            factor = Vector256.Create(Unsafe.Add(ref x, i + (3 * stride)));
            d0 = Vector256.MultiplyAddEstimate(factor, left, d0);
            d1 = Vector256.MultiplyAddEstimate(factor, right, d1);
        }

        Store(ref y, 0, ref bias, a0, a1);
        Store(ref y, columns, ref bias, b0, b1);
        Store(ref y, 2 * columns, ref bias, c0, c1);
        Store(ref y, 3 * columns, ref bias, d0, d1);
    }

    private static void SixRows(ref float panel, ref float x, int depth, ref float y, nint columns, ref float bias)
    {
        Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default;
        Vector256<float> d0 = default, d1 = default, e0 = default, e1 = default, f0 = default, f1 = default;
        nint stride = depth;
        ref var z = ref Unsafe.Add(ref x, 3 * stride);
        for (nint i = 0; i < depth; i++)
        {
            var left = Vector256.LoadUnsafe(ref Unsafe.Add(ref panel, i * PanelWidth));
            var right = Vector256.LoadUnsafe(ref Unsafe.Add(ref panel, (i * PanelWidth) + Half));
            var factor = Vector256.Create(Unsafe.Add(ref x, i));
            a0 = Vector256.MultiplyAddEstimate(factor, left, a0);
            a1 = Vector256.MultiplyAddEstimate(factor, right, a1);
            factor = Vector256.Create(Unsafe.Add(ref x, i + stride));
            b0 = Vector256.MultiplyAddEstimate(factor, left, b0);
            b1 = Vector256.MultiplyAddEstimate(factor, right, b1);
            factor = Vector256.Create(Unsafe.Add(ref x, i + (2 * stride)));
            c0 = Vector256.MultiplyAddEstimate(factor, left, c0);
            c1 = Vector256.MultiplyAddEstimate(factor, right, c1);
            factor = Vector256.Create(Unsafe.Add(ref z, i));
            d0 = Vector256.MultiplyAddEstimate(factor, left, d0);
            d1 = Vector256.MultiplyAddEstimate(factor, right, d1);
            factor = Vector256.Create(Unsafe.Add(ref z, i + stride));
            e0 = Vector256.MultiplyAddEstimate(factor, left, e0);
            e1 = Vector256.MultiplyAddEstimate(factor, right, e1);
            factor = Vector256.Create(Unsafe.Add(ref z, i + (2 * stride)));
            f0 = Vector256.MultiplyAddEstimate(factor, left, f0);
            f1 = Vector256.MultiplyAddEstimate(factor, right, f1);
        }

        Store(ref y, 0, ref bias, a0, a1);
        Store(ref y, columns, ref bias, b0, b1);
        Store(ref y, 2 * columns, ref bias, c0, c1);
        Store(ref y, 3 * columns, ref bias, d0, d1);
        Store(ref y, 4 * columns, ref bias, e0, e1);
        Store(ref y, 5 * columns, ref bias, f0, f1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float y, nint offset, ref float bias, Vector256<float> left, Vector256<float> right)
    {
        (left + Vector256.LoadUnsafe(ref bias)).StoreUnsafe(ref Unsafe.Add(ref y, offset));
        (right + Vector256.LoadUnsafe(ref Unsafe.Add(ref bias, Half))).StoreUnsafe(ref Unsafe.Add(ref y, offset + Half));
    }
}
