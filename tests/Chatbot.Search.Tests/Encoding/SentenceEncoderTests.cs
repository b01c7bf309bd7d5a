using Chatbot.Search.Encoding;
using Shouldly;
using Xunit;

namespace Chatbot.Search.Tests.Encoding;

/// <summary>With the real weights, which the build fetches; beside the reference itself stands tests/peers/encoder.</summary>
public sealed class SentenceEncoderTests : IDisposable
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "encoder");

    private readonly SentenceEncoder _encoder = SentenceEncoder.Load(Folder);
    private readonly string _copy = Directory.CreateTempSubdirectory("encoder-").FullName;

    public void Dispose()
    {
        _encoder.Dispose();
        Directory.Delete(_copy, recursive: true);
    }

    [Fact]
    public void A_question_has_the_pieces_and_the_numbers_of_the_reference()
    {
        const string question = "Is ketamine safe for my mother?";

        var vector = _encoder.Encode(question);

        _encoder.Pieces(question).ShouldBe([16, 7, 3866, 17, 436, 356, 1297, 22, 69, 943, 54]);
        vector.Length.ShouldBe(512);
        vector[..4].ShouldBe([0.0583087f, 0.0576417f, -0.0217409f, -0.0510891f], 0.000001);
        vector.Sum(value => (double)value * value).ShouldBe(1, 0.00001);
    }

    [Theory]
    [InlineData("Can I drive home?", "may I take the car after my infusion", "What does it cost?")]
    [InlineData("does the needle hurt", "Is the injection painful?", "How long does it take?")]
    public void What_means_the_same_is_nearer_than_what_does_not(string question, string same, string other) =>
        Cosine(question, same).ShouldBeGreaterThan(Cosine(question, other) + 0.1);

    [Fact]
    public void A_text_without_a_piece_is_like_nothing() => _encoder.Encode("").ShouldAllBe(value => value == 0);

    [Fact]
    public void Pieces_beyond_128_are_not_looked_at()
    {
        var clipped = string.Concat(Enumerable.Repeat("word ", 150)).TrimEnd();

        _encoder.Encode(clipped).ShouldBe(_encoder.Encode(clipped + " and something quite different"));
        _encoder.Encode("word word").ShouldNotBe(_encoder.Encode("word word and something quite different"));
    }

    [Fact]
    public void Many_together_get_what_each_gets_alone()
    {
        string[] texts = ["", "short", .. Enumerable.Range(1, 60).Select(i => string.Join(' ', Enumerable.Range(0, i).Select(word => $"word{word}"))), "", "the last"];
        var done = new List<int>();

        var together = _encoder.EncodeMany(texts, new Notes(done));

        together.Count.ShouldBe(texts.Length);
        for (var i = 0; i < texts.Length; i++)
            together[i].ShouldBe(_encoder.Encode(texts[i]), $"text {i}");
        done.ShouldBeInOrder();
        done[^1].ShouldBe(texts.Length);
    }

    [Fact]
    public void Many_stop_when_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var done = new List<int>();

        Should.Throw<OperationCanceledException>(() => _encoder.EncodeMany([.. Enumerable.Repeat("can I drive home", 1000)], new Notes(done, stop.Cancel), stop.Token));

        done.Count.ShouldBe(1);
    }

    [Fact]
    public void Threads_do_not_disturb_each_other()
    {
        string[] texts = [.. Enumerable.Range(1, 200).Select(i => $"question {i} of {i * i}")];
        var expected = texts.Select(_encoder.Encode).ToArray();
        var actual = new float[texts.Length][];

        Parallel.For(0, texts.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => actual[i] = _encoder.Encode(texts[i]));

        for (var i = 0; i < texts.Length; i++)
            actual[i].ShouldBe(expected[i]);
    }

    [Fact]
    public void One_disposed_says_so()
    {
        _encoder.Dispose();

        Should.Throw<ObjectDisposedException>(() => _encoder.Encode("too late"));
    }

    [Fact]
    public void A_folder_without_weights_is_named_with_what_to_do()
    {
        SentenceEncoder.IsIn(_copy).ShouldBeFalse();

        var fault = Should.Throw<EncoderWeightsException>(() => SentenceEncoder.Load(_copy));

        fault.Message.ShouldContain(_copy);
        fault.Message.ShouldContain("npm");
    }

    [Theory]
    [InlineData("use-lite.weights", "shorter")]
    [InlineData("use-lite.weights", "empty")]
    [InlineData("use-lite.weights", "other format")]
    [InlineData("use-lite.vocabulary", "shorter")]
    [InlineData("use-lite.vocabulary", "missing")]
    [InlineData("use-lite.normalisation", "other format")]
    public void Damaged_files_are_refused(string name, string damage)
    {
        foreach (var file in Directory.GetFiles(Folder))
            File.Copy(file, Path.Combine(_copy, Path.GetFileName(file)));
        var path = Path.Combine(_copy, name);
        switch (damage)
        {
            case "missing":
                File.Delete(path);
                break;
            case "other format":
                using (var stream = File.OpenWrite(path))
                    stream.WriteByte((byte)'X');
                break;
            default:
                using (var stream = File.OpenWrite(path))
                    stream.SetLength(damage == "empty" ? 0 : stream.Length - 100);
                break;
        }

        Should.Throw<EncoderWeightsException>(() => SentenceEncoder.Load(_copy)).Message.ShouldContain(_copy);
    }

    private double Cosine(string a, string b) => _encoder.Encode(a).Zip(_encoder.Encode(b), (x, y) => (double)x * y).Sum();

    /// <summary>Notes at once, on the reporting thread.</summary>
    private sealed class Notes(List<int> done, Action? then = null) : IProgress<int>
    {
        public void Report(int value)
        {
            done.Add(value);
            then?.Invoke();
        }
    }
}
