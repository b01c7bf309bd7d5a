using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Chatbot.Search.Learning;

/// <summary>
/// Kernel ridge regression: finds A with (K + ridge I) A = Y, so that a new text's scores are its kernel values times A.
/// Blocked Cholesky factorisation in single precision (Golub and Van Loan, Matrix Computations, 4.2); the same input
/// gives the same bits, whatever the number of cores.
/// </summary>
public static class KernelRidge
{
    private const int Block = 192;
    private const int RowsPerTask = 64;

    /// <summary>Replaces <paramref name="targets"/> by the solution, and the kernel's lower half by its factor.</summary>
    /// <param name="kernel">n x n, symmetric and positive semidefinite, by rows; only the lower half is read.</param>
    /// <param name="n">Number of texts.</param>
    /// <param name="ridge">Above 0; larger is smoother.</param>
    /// <param name="targets">n x columns, by rows.</param>
    /// <param name="columns">Number of classes.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the kernel is not positive semidefinite.</exception>
    public static void Solve(float[] kernel, int n, float ridge, float[] targets, int columns)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ridge);
        if (kernel.Length != (long)n * n || targets.Length != (long)n * columns)
            throw new ArgumentException($"{n} texts and {columns} classes need {(long)n * n} and {(long)n * columns} numbers", nameof(kernel));
        for (var i = 0; i < n; i++)
            kernel[(i * n) + i] += ridge;
        for (var start = 0; start < n; start += Block)
        {
            var size = Math.Min(Block, n - start);
            FactorDiagonal(kernel, n, start, size);
            var below = start + size;
            InTasks(below, n, row => SolvePanelRow(kernel, n, start, size, row));
            InTasks(below, n, row => UpdateRow(kernel, n, start, size, below, row));
        }

        Forward(kernel, n, targets, columns);
        Backward(kernel, n, targets, columns);
    }

    /// <summary>All products of rows: result[i, j] = row i of <paramref name="rows"/> times row j, for j up to i.</summary>
    /// <param name="rows">n x width, by rows.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="width">Numbers in a row, a multiple of 8.</param>
    /// <param name="result">n x n; its lower half is written.</param>
    public static void Products(float[] rows, int n, int width, float[] result)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(result);
        InTasks(0, n, i =>
        {
            ref var own = ref rows[i * width];
            for (var j = 0; j <= i; j++)
                result[((long)i * n) + j] = Dot(ref own, ref rows[j * width], width);
        });
    }

    private static void InTasks(int from, int to, Action<int> row)
    {
        var tasks = ((to - from) + RowsPerTask - 1) / RowsPerTask;
        Parallel.For(0, tasks, task =>
        {
            var end = Math.Min(to, from + ((task + 1) * RowsPerTask));
            for (var i = from + (task * RowsPerTask); i < end; i++)
                row(i);
        });
    }

    private static void FactorDiagonal(float[] a, int n, int start, int size)
    {
        for (var j = start; j < start + size; j++)
        {
            for (var i = j; i < start + size; i++)
            {
                var sum = (double)a[(i * n) + j];
                for (var k = start; k < j; k++)
                    sum -= (double)a[(i * n) + k] * a[(j * n) + k];
                if (i > j)
                    a[(i * n) + j] = (float)(sum / a[(j * n) + j]);
                else if (sum > 0)
                    a[(j * n) + j] = (float)Math.Sqrt(sum);
                else
                    throw new ArgumentException("The kernel is not positive semidefinite, or the ridge is too small for it", nameof(a));
            }
        }
    }

    /// <summary>The part of a row below the diagonal block: L21 = A21 L11^-T.</summary>
    private static void SolvePanelRow(float[] a, int n, int start, int size, int row)
    {
        var own = a.AsSpan((row * n) + start, size);
        for (var j = 0; j < size; j++)
        {
            var pivot = a.AsSpan(((start + j) * n) + start, j + 1);
            var sum = 0f;
            for (var k = 0; k < j; k++)
                sum += own[k] * pivot[k];
            own[j] = (own[j] - sum) / pivot[j];
        }
    }

    /// <summary>What the new panel takes from the rest of a row: A22 -= L21 L21^T.</summary>
    private static void UpdateRow(float[] a, int n, int start, int size, int below, int row)
    {
        ref var own = ref a[(row * n) + start];
        var j = below;
        for (; j + 3 <= row; j += 4)
        {
            var (p, q, r, s) = FourDots(ref own, ref a[(j * n) + start], n, size);
            ref var at = ref a[(row * n) + j];
            at -= p;
            Unsafe.Add(ref at, 1) -= q;
            Unsafe.Add(ref at, 2) -= r;
            Unsafe.Add(ref at, 3) -= s;
        }

        for (; j <= row; j++)
            a[(row * n) + j] -= Dot(ref own, ref a[(j * n) + start], size);
    }

    private static (float P, float Q, float R, float S) FourDots(ref float x, ref float y, int stride, int size)
    {
        var (p, q, r, s) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        ref var y1 = ref Unsafe.Add(ref y, stride);
        ref var y2 = ref Unsafe.Add(ref y, 2 * stride);
        ref var y3 = ref Unsafe.Add(ref y, 3 * stride);
        var k = 0;
        for (; k + 8 <= size; k += 8)
        {
            var own = Vector256.LoadUnsafe(ref x, (nuint)k);
            p = Vector256.FusedMultiplyAdd(own, Vector256.LoadUnsafe(ref y, (nuint)k), p);
            q = Vector256.FusedMultiplyAdd(own, Vector256.LoadUnsafe(ref y1, (nuint)k), q);
            r = Vector256.FusedMultiplyAdd(own, Vector256.LoadUnsafe(ref y2, (nuint)k), r);
            s = Vector256.FusedMultiplyAdd(own, Vector256.LoadUnsafe(ref y3, (nuint)k), s);
        }

        var (sp, sq, sr, ss) = (Vector256.Sum(p), Vector256.Sum(q), Vector256.Sum(r), Vector256.Sum(s));
        for (; k < size; k++)
        {
            var own = Unsafe.Add(ref x, k);
            sp += own * Unsafe.Add(ref y, k);
            sq += own * Unsafe.Add(ref y1, k);
            sr += own * Unsafe.Add(ref y2, k);
            ss += own * Unsafe.Add(ref y3, k);
        }

        return (sp, sq, sr, ss);
    }

    private static float Dot(ref float x, ref float y, int size)
    {
        var sum = Vector256<float>.Zero;
        var k = 0;
        for (; k + 8 <= size; k += 8)
            sum = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref x, (nuint)k), Vector256.LoadUnsafe(ref y, (nuint)k), sum);
        var total = Vector256.Sum(sum);
        for (; k < size; k++)
            total += Unsafe.Add(ref x, k) * Unsafe.Add(ref y, k);
        return total;
    }

    /// <summary>L Z = Y. A row's columns are independent, so each task takes some of the columns.</summary>
    private static void Forward(float[] l, int n, float[] y, int columns) => InColumns(columns, (from, width) =>
    {
        for (var i = 0; i < n; i++)
        {
            var own = y.AsSpan((i * columns) + from, width);
            for (var j = 0; j < i; j++)
                AddTo(own, y.AsSpan((j * columns) + from, width), -l[(i * n) + j]);
            Scale(own, 1 / l[(i * n) + i]);
        }
    });

    /// <summary>L^T A = Z.</summary>
    private static void Backward(float[] l, int n, float[] y, int columns) => InColumns(columns, (from, width) =>
    {
        for (var i = n - 1; i >= 0; i--)
        {
            var own = y.AsSpan((i * columns) + from, width);
            Scale(own, 1 / l[(i * n) + i]);
            for (var j = 0; j < i; j++)
                AddTo(y.AsSpan((j * columns) + from, width), own, -l[(i * n) + j]);
        }
    });

    private static void InColumns(int columns, Action<int, int> part)
    {
        const int width = 64;
        Parallel.For(0, (columns + width - 1) / width, i => part(i * width, Math.Min(width, columns - (i * width))));
    }

    private static void AddTo(Span<float> sum, ReadOnlySpan<float> x, float factor)
    {
        var wide = MemoryMarshal.Cast<float, Vector256<float>>(sum);
        var other = MemoryMarshal.Cast<float, Vector256<float>>(x);
        var factors = Vector256.Create(factor);
        for (var i = 0; i < wide.Length; i++)
            wide[i] = Vector256.FusedMultiplyAdd(other[i], factors, wide[i]);
        for (var i = wide.Length * Vector256<float>.Count; i < sum.Length; i++)
            sum[i] += x[i] * factor;
    }

    private static void Scale(Span<float> x, float factor)
    {
        for (var i = 0; i < x.Length; i++)
            x[i] *= factor;
    }
}
