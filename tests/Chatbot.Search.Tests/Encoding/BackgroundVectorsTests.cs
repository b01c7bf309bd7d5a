using Chatbot.Search.Encoding;
using Shouldly;
using Xunit;

namespace Chatbot.Search.Tests.Encoding;

public sealed class BackgroundVectorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vectors-").FullName;
    private readonly LabelledText[] _texts = [.. Enumerable.Range(0, 1000).Select(i => new LabelledText(i + 5, $"{Word(i)} {Word(i * 31)}"))];

    private string CacheFile => Path.Combine(_folder, "data", "vectors.bin");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task The_vectors_are_swapped_in_whole_when_the_last_is_ready(int threads)
    {
        using var gate = new ManualResetEventSlim();
        var encoder = new FakeEncoder { Before = _ => gate.Wait() };

        var background = BackgroundVectors.Start(encoder, _texts, cacheFile: null, threads);
        var early = background.Current;
        gate.Set();
        var report = await background.Completion;

        early.ShouldBeNull();
        report.ShouldBe(new VectorReport(1000, 1000, VectorCacheState.Off, CacheWritten: false));
        background.Progress.ShouldBe(new VectorProgress(1000, 1000));
        background.Current.ShouldNotBeNull().Count.ShouldBe(1000);
        background.Current.Nearest(encoder.Encode(_texts[77].Text), 1)[0].Label.ShouldBe(82);
    }

    [Fact]
    public async Task A_second_start_takes_every_vector_from_the_cache()
    {
        var first = await Run(new FakeEncoder());
        var encoder = new FakeEncoder();

        var second = await Run(encoder);

        first.Report.ShouldBe(new VectorReport(1000, 1000, VectorCacheState.Missing, CacheWritten: true));
        second.Report.ShouldBe(new VectorReport(1000, 0, VectorCacheState.Read, CacheWritten: false));
        encoder.Encoded.ShouldBe(0);
        second.Cosines.ShouldBe(first.Cosines);
    }

    [Fact]
    public async Task Only_new_texts_are_encoded_after_a_change_and_old_ones_are_dropped()
    {
        await Run(new FakeEncoder());
        LabelledText[] changed = [.. _texts.Skip(1), new(1, "brandnew")];
        var encoder = new FakeEncoder();

        var after = await Run(encoder, changed);
        var back = await Run(new FakeEncoder());

        encoder.Encoded.ShouldBe(1);
        after.Report.CacheWritten.ShouldBeTrue();
        back.Report.Encoded.ShouldBe(1);
    }

    [Fact]
    public async Task A_text_that_stands_twice_is_encoded_once()
    {
        var encoder = new FakeEncoder();

        var background = BackgroundVectors.Start(encoder, [new(1, "same"), new(2, "other"), new(3, "same")], CacheFile);
        await background.Completion;

        encoder.Encoded.ShouldBe(2);
        background.Current!.Nearest(encoder.Encode("same"), 2).Select(near => near.Label).ShouldBe([1, 3]);
    }

    [Fact]
    public async Task Vectors_of_another_model_are_not_taken()
    {
        await Run(new FakeEncoder("letters-1"));

        var other = await Run(new FakeEncoder("letters-2"));

        other.Report.Encoded.ShouldBe(1000);
    }

    [Fact]
    public async Task What_was_done_before_a_cancellation_is_kept()
    {
        using var stop = new CancellationTokenSource();
        var stopped = BackgroundVectors.Start(new FakeEncoder { Before = done => Act(done >= 400, stop.Cancel) }, _texts, CacheFile, 1, cancellationToken: stop.Token);
        await Should.ThrowAsync<OperationCanceledException>(stopped.Completion);
        var encoder = new FakeEncoder();

        var next = await Run(encoder);

        stopped.Current.ShouldBeNull();
        stopped.Completion.IsCanceled.ShouldBeTrue();
        encoder.Encoded.ShouldBeInRange(1, 600);
        next.Report.CacheRead.ShouldBe(VectorCacheState.Read);
    }

    [Fact]
    public async Task A_fault_of_the_encoder_reaches_the_one_who_waits()
    {
        var background = BackgroundVectors.Start(new FakeEncoder { Before = _ => throw new EncoderWeightsException("gone") }, _texts, CacheFile, 2);

        await Should.ThrowAsync<EncoderWeightsException>(background.Completion);
        background.Current.ShouldBeNull();
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("half")]
    [InlineData("longer")]
    [InlineData("one bit")]
    [InlineData("count")]
    [InlineData("text")]
    public async Task A_damaged_cache_is_computed_anew_and_replaced(string damage)
    {
        var whole = await Run(new FakeEncoder());
        var bytes = await File.ReadAllBytesAsync(CacheFile);
        byte[] damaged = damage switch
        {
            "empty" => [],
            "half" => bytes[..(bytes.Length / 2)],
            "longer" => [.. bytes, 0],
            "one bit" => [.. bytes[..5000], (byte)(bytes[5000] ^ 1), .. bytes[5001..]],
            "count" => [.. bytes[..12], 255, 255, 255, 127, .. bytes[16..]],
            _ => "These are no vectors, but a text that is long enough to hold a header and a checksum."u8.ToArray(),
        };
        await File.WriteAllBytesAsync(CacheFile, damaged);

        var mended = await Run(new FakeEncoder());
        var next = await Run(new FakeEncoder());

        mended.Report.ShouldBe(new VectorReport(1000, 1000, VectorCacheState.Damaged, CacheWritten: true));
        mended.Cosines.ShouldBe(whole.Cosines);
        next.Report.CacheRead.ShouldBe(VectorCacheState.Read);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_does_not_keep_the_vectors_away()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "data"), "a file where a folder should be");

        var run = await Run(new FakeEncoder());

        run.Report.CacheWritten.ShouldBeFalse();
        run.Cosines.Length.ShouldBe(1000);
        Directory.GetFiles(_folder, "*.new", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_draft_is_left_behind_and_no_text_can_be_read_in_the_file()
    {
        await Run(new FakeEncoder(), [new(1, "unmistakable")]);

        Directory.GetFiles(Path.GetDirectoryName(CacheFile)!).ShouldBe([CacheFile]);
        System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(CacheFile)).Replace("\0", "", StringComparison.Ordinal).ShouldNotContain("unmistakable");
    }

    private async Task<(VectorReport Report, float[] Cosines)> Run(FakeEncoder encoder, LabelledText[]? texts = null)
    {
        var background = BackgroundVectors.Start(encoder, texts ?? _texts, CacheFile, 2);
        var report = await background.Completion;
        var cosines = new float[background.Current!.Count];
        background.Current.Cosines(new FakeEncoder().Encode("question"), cosines);
        return (report, cosines);
    }

    private static void Act(bool condition, Action action)
    {
        if (condition)
            action();
    }

    /// <summary>Different numbers give different letter counts.</summary>
    private static string Word(int number) => new string('a', 1 + (number % 10)) + new string('b', 1 + (number / 10 % 10)) + new string('c', 1 + (number / 100 % 10)) + new string('d', 1 + (number / 1000));
}
