using Chatbot.Search.Encoding;
using Chatbot.Triage;
using Shouldly;
using Xunit;

namespace Chatbot.Tests.Triage;

/// <summary>The vote by meaning: what it can learn, and that its file gives back what was learned.</summary>
public sealed class SentenceNetworkTests
{
    /// <summary>Danger where exactly one of two things is said: no plane parts these, a layer between does.</summary>
    private static readonly (float[] Vector, TriageClass Class)[] Corners =
        [.. from a in new[] { -1f, 1f }
            from b in new[] { -1f, 1f }
            select (Vector(a, b), a * b < 0 ? TriageClass.Crisis : TriageClass.General)];

    private static readonly SentenceNetwork Trained = Train();

    private static readonly SentenceNetwork Another = Train(1);

    [Fact]
    public void It_learns_what_no_plane_can_part()
    {
        foreach (var (vector, expected) in Corners)
        {
            var odds = Trained.Judge(vector);

            odds.Sum().ShouldBe(1, 0.001);
            odds[(int)expected].ShouldBeGreaterThan(0.9f);
        }
    }

    [Fact]
    public void The_same_examples_give_the_same_weights_and_each_network_of_a_vote_others()
    {
        Train().Inner.ShouldBe(Trained.Inner);
        Another.Inner.ShouldNotBe(Trained.Inner);
    }

    [Fact]
    public void Its_file_gives_back_the_mean_judgement_of_its_networks_and_one_for_another_encoder_is_left_alone()
    {
        var file = Path.GetTempFileName();
        var encoder = new CornerEncoder("a");

        SentenceVote.Save(file, encoder, [Trained, Another]);
        var vote = SentenceVote.Load(file, encoder)!;

        foreach (var (vector, _) in Corners)
        {
            var (kept, one, other) = (vote.Judge([$"{vector[0]}", $"{vector[1]}"]), Trained.Judge(vector), Another.Judge(vector));
            for (var c = 0; c < kept.Length; c++)
                kept[c].ShouldBe((one[c] + other[c]) / 2, 0.02f);
        }

        SentenceVote.Load(file, new CornerEncoder("b")).ShouldBeNull();
        File.Delete(file);
    }

    private static SentenceNetwork Train(int number = 0)
    {
        var many = Enumerable.Range(0, 400).Select(i => Corners[i % Corners.Length]).ToList();
        return SentenceTrainer.Fit(many.ConvertAll(corner => new TriageExample("", corner.Class, 1)), many.ConvertAll(corner => corner.Vector), number);
    }

    /// <summary>Two directions of a unit vector; the others are 0.</summary>
    private static float[] Vector(float a, float b)
    {
        var vector = new float[32];
        (vector[0], vector[1]) = (a * MathF.Sqrt(0.5f), b * MathF.Sqrt(0.5f));
        return vector;
    }

    /// <summary>Reads the two numbers that the tests write as words.</summary>
    private sealed class CornerEncoder(string id) : ITextEncoder
    {
        public string ModelId => id;

        public int Dimensions => 32;

        public float[] Encode(string text)
        {
            var numbers = text.Split(' ').Select(word => float.Parse(word, System.Globalization.CultureInfo.CurrentCulture)).ToArray();
            return Vector(MathF.Sign(numbers[0]), MathF.Sign(numbers[1]));
        }

        public IReadOnlyList<float[]> EncodeMany(IReadOnlyList<string> texts, IProgress<int>? progress = null, CancellationToken cancellationToken = default) => [.. texts.Select(Encode)];
    }
}
