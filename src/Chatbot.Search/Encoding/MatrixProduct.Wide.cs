using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Chatbot.Search.Encoding;

/// <summary>The same blocks over two panels at a time, for processors whose registers take a whole row of a panel.</summary>
internal static partial class MatrixProduct
{
    private static void FourRowsWide(ref float panel, ref float x, int depth, ref float y, nint columns, ref float bias)
    {
        Vector512<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        nint stride = depth;
        ref var second = ref Unsafe.Add(ref panel, stride * PanelWidth);
        for (nint i = 0; i < depth; i++)
        {
            var left = Vector512.LoadUnsafe(ref Unsafe.Add(ref panel, i * PanelWidth));
            var right = Vector512.LoadUnsafe(ref Unsafe.Add(ref second, i * PanelWidth));
            var factor = Vector512.Create(Unsafe.Add(ref x, i));
            a0 = Vector512.MultiplyAddEstimate(factor, left, a0);
            a1 = Vector512.MultiplyAddEstimate(factor, right, a1);
            factor = Vector512.Create(Unsafe.Add(ref x, i + stride));
            b0 = Vector512.MultiplyAddEstimate(factor, left, b0);
            b1 = Vector512.MultiplyAddEstimate(factor, right, b1);
            factor = Vector512.Create(Unsafe.Add(ref x, i + (2 * stride)));
            c0 = Vector512.MultiplyAddEstimate(factor, left, c0);
            c1 = Vector512.MultiplyAddEstimate(factor, right, c1);
            factor = Vector512.Create(Unsafe.Add(ref x, i + (3 * stride)));
            d0 = Vector512.MultiplyAddEstimate(factor, left, d0);
            d1 = Vector512.MultiplyAddEstimate(factor, right, d1);
        }

        Store(ref y, 0, ref bias, a0, a1);
        Store(ref y, columns, ref bias, b0, b1);
        Store(ref y, 2 * columns, ref bias, c0, c1);
        Store(ref y, 3 * columns, ref bias, d0, d1);
    }

    private static void SixRowsWide(ref float panel, ref float x, int depth, ref float y, nint columns, ref float bias)
    {
        Vector512<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default;
        Vector512<float> d0 = default, d1 = default, e0 = default, e1 = default, f0 = default, f1 = default;
        nint stride = depth;
        ref var second = ref Unsafe.Add(ref panel, stride * PanelWidth);
        ref var z = ref Unsafe.Add(ref x, 3 * stride);
        for (nint i = 0; i < depth; i++)
        {
            var left = Vector512.LoadUnsafe(ref Unsafe.Add(ref panel, i * PanelWidth));
            var right = Vector512.LoadUnsafe(ref Unsafe.Add(ref second, i * PanelWidth));
            var factor = Vector512.Create(Unsafe.Add(ref x, i));
            a0 = Vector512.MultiplyAddEstimate(factor, left, a0);
            a1 = Vector512.MultiplyAddEstimate(factor, right, a1);
            factor = Vector512.Create(Unsafe.Add(ref x, i + stride));
            b0 = Vector512.MultiplyAddEstimate(factor, left, b0);
            b1 = Vector512.MultiplyAddEstimate(factor, right, b1);
            factor = Vector512.Create(Unsafe.Add(ref x, i + (2 * stride)));
            c0 = Vector512.MultiplyAddEstimate(factor, left, c0);
            c1 = Vector512.MultiplyAddEstimate(factor, right, c1);
            factor = Vector512.Create(Unsafe.Add(ref z, i));
            d0 = Vector512.MultiplyAddEstimate(factor, left, d0);
            d1 = Vector512.MultiplyAddEstimate(factor, right, d1);
            factor = Vector512.Create(Unsafe.Add(ref z, i + stride));
            e0 = Vector512.MultiplyAddEstimate(factor, left, e0);
            e1 = Vector512.MultiplyAddEstimate(factor, right, e1);
            factor = Vector512.Create(Unsafe.Add(ref z, i + (2 * stride)));
            f0 = Vector512.MultiplyAddEstimate(factor, left, f0);
            f1 = Vector512.MultiplyAddEstimate(factor, right, f1);
        }

        Store(ref y, 0, ref bias, a0, a1);
        Store(ref y, columns, ref bias, b0, b1);
        Store(ref y, 2 * columns, ref bias, c0, c1);
        Store(ref y, 3 * columns, ref bias, d0, d1);
        Store(ref y, 4 * columns, ref bias, e0, e1);
        Store(ref y, 5 * columns, ref bias, f0, f1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float y, nint offset, ref float bias, Vector512<float> left, Vector512<float> right)
    {
        (left + Vector512.LoadUnsafe(ref bias)).StoreUnsafe(ref Unsafe.Add(ref y, offset));
        (right + Vector512.LoadUnsafe(ref Unsafe.Add(ref bias, PanelWidth))).StoreUnsafe(ref Unsafe.Add(ref y, offset + PanelWidth));
    }
}
