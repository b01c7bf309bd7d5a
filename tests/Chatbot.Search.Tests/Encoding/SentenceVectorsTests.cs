using Chatbot.Search.Encoding;
using Shouldly;
using Xunit;

namespace Chatbot.Search.Tests.Encoding;

public sealed class SentenceVectorsTests
{
    [Fact]
    public void The_nearest_are_those_of_the_highest_exact_cosine()
    {
        var random = new Random(7);
        var entries = Enumerable.Range(0, 500).Select(i => (Label: 1000 + i, Vector: Unit(random))).ToArray();
        var vectors = SentenceVectors.Of(512, entries);

        foreach (var query in Enumerable.Range(0, 20).Select(_ => Unit(random)))
        {
            var exact = entries.Select(entry => Cosine(query, entry.Vector)).ToArray();
            var nearest = vectors.Nearest(query, 5);
            var cosines = new float[500];
            vectors.Cosines(query, cosines);

            nearest.Count.ShouldBe(5);
            nearest.Select(near => near.Similarity).ShouldBeInOrder(SortDirection.Descending);
            nearest.ShouldAllBe(near => near.Label == 1000 + near.Entry);
            var fifth = exact.OrderDescending().ElementAt(4);
            nearest.ShouldAllBe(near => exact[near.Entry] > fifth - 0.002);
            for (var i = 0; i < 500; i++)
                ((double)cosines[i]).ShouldBe(exact[i], 0.001);
        }
    }

    [Fact]
    public void Ties_stand_in_the_order_of_addition()
    {
        float[] one = [1, 0, 0, 0];
        float[] other = [0.6f, 0.8f, 0, 0];

        var nearest = SentenceVectors.Of(4, [(1, other), (2, one), (3, other), (4, one), (5, one)]).Nearest(one, 4);

        nearest.Select(near => near.Label).ShouldBe([2, 4, 5, 1]);
        nearest[0].Similarity.ShouldBe(1, 0.001);
        nearest[3].Similarity.ShouldBe(0.6, 0.004); // half a step of 0.8 / 127
    }

    [Fact]
    public void What_points_away_or_nowhere_is_not_near()
    {
        var vectors = SentenceVectors.Of(2, [(1, [-1f, 0f]), (2, [0f, 0f]), (3, [0f, 1f])]);

        vectors.Nearest([1, 0], 3).ShouldBeEmpty();
        vectors.Nearest([0, 0], 3).ShouldBeEmpty();
    }

    [Fact]
    public void A_product_of_codes_is_worked_out_by_hand()
    {
        // 1 x 1 + 2 x 2 + ... + 20 x 20 = 20 x 21 x 41 / 6 = 2,870; twenty numbers are more than one register holds.
        short[] query = [.. Enumerable.Range(1, 20).Select(i => (short)i)];
        sbyte[] codes = [.. Enumerable.Range(1, 20).Select(i => (sbyte)i)];

        QuantisedVector.Dot(query, codes).ShouldBe(2870);
    }

    [Fact]
    public void The_largest_possible_product_does_not_overflow()
    {
        short[] query = [.. Enumerable.Repeat((short)4095, 4096)];
        sbyte[] codes = [.. Enumerable.Repeat((sbyte)127, 4096)];

        QuantisedVector.Dot(query, codes).ShouldBe(4095 * 127 * 4096);
    }

    [Fact]
    public void A_vector_of_another_length_is_refused()
    {
        var vectors = SentenceVectors.Of(2, [(1, [1f, 0f])]);

        Should.Throw<ArgumentException>(() => SentenceVectors.Of(3, [(1, [1f, 0f])]));
        Should.Throw<ArgumentException>(() => vectors.Nearest([1, 0, 0], 1));
        Should.Throw<ArgumentException>(() => vectors.Cosines([1, 0], []));
    }

    private static float[] Unit(Random random)
    {
        var vector = Enumerable.Range(0, 512).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var norm = MathF.Sqrt(vector.Sum(value => value * value));
        return Array.ConvertAll(vector, value => value / norm);
    }

    private static double Cosine(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
