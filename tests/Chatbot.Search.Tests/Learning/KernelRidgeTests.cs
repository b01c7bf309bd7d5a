using Chatbot.Search.Learning;
using Shouldly;
using Xunit;

namespace Chatbot.Search.Tests.Learning;

public sealed class KernelRidgeTests
{
    /// <summary>Below, at and above the size of a block, and of two.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(191)]
    [InlineData(192)]
    [InlineData(400)]
    public void The_solution_gives_back_the_targets(int n)
    {
        const float ridge = 0.1f;
        const int columns = 3;
        var kernel = Kernel(n);
        var targets = Enumerable.Range(0, n * columns).Select(i => (float)Math.Sin(i)).ToArray();
        var solution = targets.ToArray();

        KernelRidge.Solve(kernel.ToArray(), n, ridge, solution, columns);

        for (var i = 0; i < n; i++)
        {
            for (var c = 0; c < columns; c++)
            {
                var product = (double)ridge * solution[(i * columns) + c];
                for (var j = 0; j < n; j++)
                    product += (double)kernel[(Math.Max(i, j) * n) + Math.Min(i, j)] * solution[(j * columns) + c];
                product.ShouldBe(targets[(i * columns) + c], 2e-3);
            }
        }
    }

    [Fact]
    public void What_is_no_kernel_is_refused() => Should.Throw<ArgumentException>(() => KernelRidge.Solve([1, 0, 5, 1], 2, 0.1f, [1, 1], 1));

    [Fact]
    public void A_wrong_length_is_refused() => Should.Throw<ArgumentException>(() => KernelRidge.Solve([1, 0, 0], 2, 0.1f, [1, 1], 1));

    private static float[] Kernel(int n)
    {
        var random = new Random(n);
        var points = Enumerable.Range(0, n).Select(_ => (X: random.NextSingle(), Y: random.NextSingle())).ToArray();
        var kernel = new float[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
                kernel[(i * n) + j] = MathF.Exp(-4 * (MathF.Pow(points[i].X - points[j].X, 2) + MathF.Pow(points[i].Y - points[j].Y, 2)));
        }

        return kernel;
    }
}
