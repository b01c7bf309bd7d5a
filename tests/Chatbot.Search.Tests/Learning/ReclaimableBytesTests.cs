using Chatbot.Search.Learning;
using Shouldly;
using Xunit;

namespace Chatbot.Search.Tests.Learning;

/// <summary>Bytes behind a file without a name.</summary>
public sealed class ReclaimableBytesTests
{
    private static readonly sbyte[] Bytes = [.. Enumerable.Range(0, 300_000).Select(i => (sbyte)(i * 7))];

    [Fact]
    public void They_are_the_same_bytes() => ReclaimableBytes.Of(Bytes).ToArray().ShouldBe(Bytes);

    [Fact]
    public void None_are_none() => ReclaimableBytes.Of([]).Length.ShouldBe(0);

    [Fact]
    public void They_stay_readable_while_they_are_held_and_no_file_is_left_behind()
    {
        var before = Directory.GetFiles(Path.GetTempPath()).ToHashSet(StringComparer.Ordinal);

        var kept = ReclaimableBytes.Of(Bytes);
        var length = Bytes.Length;
        Directory.GetFiles(Path.GetTempPath()).Where(file => !before.Contains(file) && new FileInfo(file).Length == length).ShouldBeEmpty();
        GC.Collect();
        GC.WaitForPendingFinalizers();

        kept.Span[^1].ShouldBe(Bytes[^1]);
    }
}
