namespace Chatbot.Search;

/// <summary>
/// Scores as whole numbers while they are added up: sums do not depend on the order of adding, so that skipping changes no
/// rank, and bounds are exact. The unit is a power of two, as small as the query's largest possible score allows.
/// </summary>
internal readonly struct Scale
{
    private const int Bits = 30;

    private readonly float _units;

    private Scale(int exponent) => _units = MathF.ScaleB(1, exponent);

    /// <summary>The finest scale on which scores up to <paramref name="largest"/> stay below 2^30.</summary>
    public static Scale For(double largest) => new(Bits - 1 - Math.Clamp((int)Math.Ceiling(Math.Log2(Math.Max(largest, 1))), 0, Bits - 1));

    public float Units => _units;

    public int ToUnits(float score) => (int)(score * _units);

    public double ToScore(int units) => units / (double)_units;
}
