using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Chatbot.Search.Encoding;

/// <summary>A matrix of the weights file, in panels of <see cref="MatrixProduct.PanelWidth"/> columns, and its bias.</summary>
/// <param name="Start">Index of the first number.</param>
/// <param name="Rows">Numbers in.</param>
/// <param name="Columns">Numbers out.</param>
/// <param name="Bias">Index of the bias, one number a column.</param>
internal readonly record struct PackedMatrix(int Start, int Rows, int Columns, int Bias);

/// <summary>Scale and bias of a layer normalisation.</summary>
internal readonly record struct NormWeights(int Scale, int Bias, int Width);

internal sealed record LayerWeights(
    int Width,
    NormWeights AttentionNorm,
    PackedMatrix QueryKeyValue,
    PackedMatrix AttentionOutput,
    PackedMatrix? Residual,
    NormWeights FeedForwardNorm,
    PackedMatrix Widen,
    PackedMatrix Narrow);

/// <summary>
/// The weights, mapped from the file that <c>weights/pack.mjs</c> writes: pages are read when first used, shared between
/// processes and given back under memory pressure. Positions are indexes of floats behind the header.
/// </summary>
internal sealed class EncoderWeights : IDisposable
{
    public const string FileName = "use-lite.weights";
    public const int Dimensions = 512;
    public const int EmbeddingRows = 8002;
    public const int EmbeddingWidth = 256;

    private const int HeaderBytes = 64;
    private const int SideFilesHashStart = 8;
    private const int SideFilesHashBytes = 24;
    private const int WeightsHashStart = 32;
    private const int Hidden = 1536;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _count;

    private EncoderWeights(string path, byte[] header)
    {
        var layout = default(Cursor);
        Embeddings = layout.Take(EmbeddingRows * EmbeddingWidth);
        Timescales = layout.Take(EmbeddingWidth / 2);
        Layers = [layout.Layer(EmbeddingWidth), layout.Layer(Dimensions)];
        Final = layout.Matrix(Dimensions, Dimensions);
        _count = layout.Position;

        var expected = HeaderBytes + ((long)_count * sizeof(float));
        var actual = new FileInfo(path).Length;
        if (actual != expected)
            throw new EncoderWeightsException($"{path} has {actual} bytes instead of {expected}. {Remedy}");
        ModelId = "use-lite-" + Convert.ToHexStringLower(header, WeightsHashStart, 32);
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, actual, MemoryMappedFileAccess.Read);
    }

    public static string Remedy => "Build the service again with npm at hand, or copy the folder from a build that has it.";

    /// <summary>Names the content: the SHA-256 of all three files, as the packing script computed it.</summary>
    public string ModelId { get; }

    public int Embeddings { get; }

    /// <summary>128 frequencies; a position's signal is their sines, then their cosines.</summary>
    public int Timescales { get; }

    public IReadOnlyList<LayerWeights> Layers { get; }

    public PackedMatrix Final { get; }

    /// <exception cref="EncoderWeightsException">Missing, of another size or format, or next to files of another model.</exception>
    public static EncoderWeights Map(string folder, params ReadOnlySpan<byte[]> sideFiles)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var header = new byte[HeaderBytes];
            using (var stream = File.OpenRead(path))
                stream.ReadExactly(header);
            if (!header.AsSpan().StartsWith("USELITE1"u8))
                throw new EncoderWeightsException($"{path} is no weights file of this version. {Remedy}");
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var content in sideFiles)
                hash.AppendData(content);
            if (!hash.GetHashAndReset().AsSpan(0, SideFilesHashBytes).SequenceEqual(header.AsSpan(SideFilesHashStart, SideFilesHashBytes)))
                throw new EncoderWeightsException($"The vocabulary or the normalisation in {folder} does not belong to {FileName}. {Remedy}");
            return new EncoderWeights(path, header);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EncoderWeightsException($"{path} cannot be read. {Remedy}", exception);
        }
    }

    /// <summary>Keeps the mapping in place until it is given back, also when <see cref="Dispose"/> comes in between.</summary>
    /// <exception cref="ObjectDisposedException">Disposed before.</exception>
    public Lease Open() => new(_view.SafeMemoryMappedViewHandle, _count);

    /// <summary>Lets the operating system have the pages back; they are read again when used. Does nothing where that is not known how.</summary>
    public void GiveBack()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var lease = Open();
        lease.GiveBack();
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    /// <summary>The numbers, for as long as the lease is held.</summary>
    public readonly ref struct Lease
    {
        private readonly SafeBuffer _buffer;

        public unsafe Lease(SafeBuffer buffer, int count)
        {
            byte* start = null;
            buffer.AcquirePointer(ref start);
            _buffer = buffer;
            All = new ReadOnlySpan<float>(start + HeaderBytes, count);
        }

        public ReadOnlySpan<float> All { get; }

        public ReadOnlySpan<float> Slice(int start, int count) => All.Slice(start, count);

        public void Dispose() => _buffer.ReleasePointer();

        /// <summary>Who is reading meanwhile reads the same numbers from the file again. A refusal changes nothing.</summary>
        public unsafe void GiveBack()
        {
            fixed (float* numbers = All)
                _ = NativeMethods.Advise((nint)numbers - HeaderBytes, (nuint)_buffer.ByteLength, NativeMethods.NotNeeded);
        }
    }

    private static class NativeMethods
    {
        /// <summary>MADV_DONTNEED of Linux.</summary>
        public const int NotNeeded = 4;

        [DllImport("libc", EntryPoint = "madvise")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Advise(nint start, nuint length, int advice);
    }

    private struct Cursor
    {
        public int Position { get; private set; }

        public int Take(int count)
        {
            var start = Position;
            Position += count;
            return start;
        }

        public PackedMatrix Matrix(int rows, int columns) => new(Take(rows * columns), rows, columns, Take(columns));

        public NormWeights Norm(int width) => new(Take(width), Take(width), width);

        public LayerWeights Layer(int width) => new(
            width,
            Norm(width),
            Matrix(width, 3 * width),
            Matrix(width, Dimensions),
            width == Dimensions ? null : Matrix(width, Dimensions),
            Norm(Dimensions),
            Matrix(Dimensions, Hidden),
            Matrix(Hidden, Dimensions));
    }
}
