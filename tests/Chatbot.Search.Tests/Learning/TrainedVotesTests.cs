using Chatbot.Search.Learning;
using Shouldly;
using Xunit;

namespace Chatbot.Search.Tests.Learning;

public sealed class TrainedVotesTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 16)]
    [InlineData(3, 33)]
    [InlineData(7, 17)]
    [InlineData(301, 367)]
    public void Sums_are_those_of_the_votes_times_their_weights(int texts, int classes)
    {
        var random = new Random(texts);
        var votes = Numbers(random, texts * classes, negative: true);
        var weights = Numbers(random, texts, negative: false);
        for (var i = 0; i < texts; i += 3)
            weights[i] = 0;
        var sums = new float[classes];

        TrainedVotes.Of(votes, classes).AddTo(sums, weights);

        for (var c = 0; c < classes; c++)
        {
            var exact = Enumerable.Range(0, texts).Sum(text => (double)weights[text] * votes[(text * classes) + c]);

            // A vote is off by at most 1/254 of the largest of its text, mostly by far less, and in both directions.
            sums[c].ShouldBe((float)exact, 0.01 * Math.Sqrt(texts));
        }
    }

    [Fact]
    public void Thousands_of_equal_weights_do_not_overflow()
    {
        const int texts = 20_000;
        var sums = new float[1];

        TrainedVotes.Of(Enumerable.Repeat(1f, texts).ToArray(), 1).AddTo(sums, Enumerable.Repeat(1f, texts).ToArray());

        sums[0].ShouldBe(texts, texts * 0.001);
    }

    [Fact]
    public void What_is_written_is_read_and_a_cut_off_file_is_refused()
    {
        var votes = TrainedVotes.Of(Numbers(new Random(1), 5 * 19, negative: true), 19);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        votes.Write(writer);
        var bytes = stream.ToArray();

        Sums(TrainedVotes.Read(new BinaryReader(new MemoryStream(bytes)))).ShouldBe(Sums(votes));
        Should.Throw<Exception>(() => TrainedVotes.Read(new BinaryReader(new MemoryStream(bytes[..^1])))).ShouldBeAssignableTo<IOException>();
    }

    [Fact]
    public void Texts_and_classes_that_stay_keep_their_votes_and_new_ones_have_none()
    {
        var votes = TrainedVotes.Of([1, 0, 0, 2, 0, 0.5f], 2);
        var sums = new float[3];

        votes.Rearranged([2, -1, 0], [1, -1, 0]).AddTo(sums, [1, 10, 100]);

        sums.ShouldBe([0.5f, 0, 100], 0.01);
    }

    [Fact]
    public void A_wrong_length_is_refused() => Should.Throw<ArgumentException>(() => TrainedVotes.Of([1, 2], 2).AddTo(new float[2], [1, 1]));

    private static float[] Sums(TrainedVotes votes)
    {
        var sums = new float[votes.Classes];
        votes.AddTo(sums, Enumerable.Range(1, votes.Texts).Select(i => (float)i).ToArray());
        return sums;
    }

    private static float[] Numbers(Random random, int count, bool negative) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - (negative ? 0.5f : 0))];
}
