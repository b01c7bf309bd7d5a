using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Chatbot.Search.Learning;

/// <summary>
/// Many bytes that are only read, behind a file of their own without a name, so that the operating system can take their
/// memory back while nobody asks. A copy: whoever replaces or cuts the file they came from does no harm.
/// </summary>
public sealed unsafe class ReclaimableBytes : MemoryManager<sbyte>
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly int _length;

    private ReclaimableBytes(FileStream content)
    {
        _length = (int)content.Length;
        _file = MemoryMappedFile.CreateFromFile(content, mapName: null, _length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, _length, MemoryMappedFileAccess.Read);
        // Not acquired: a pointer that is never released would hold the view for good. View and file close themselves when this is gone.
        _start = (byte*)_view.SafeMemoryMappedViewHandle.DangerousGetHandle() + _view.PointerOffset;
    }

    /// <summary>The same bytes; the array itself where no temporary file can be written.</summary>
    /// <param name="bytes">Are copied.</param>
    public static ReadOnlyMemory<sbyte> Of(sbyte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length == 0)
            return bytes;
        FileStream? content = null;
        try
        {
            content = new FileStream(
                Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            // At once where an open file may lose its name, so that a killed process leaves nothing behind.
            if (!OperatingSystem.IsWindows())
                File.Delete(content.Name);
            content.Write(MemoryMarshal.AsBytes(bytes.AsSpan()));
            content.Flush();
            return new ReclaimableBytes(content).Memory;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            content?.Dispose();
            return bytes;
        }
    }

    /// <summary>Good for as long as the memory it comes from is held.</summary>
    public override Span<sbyte> GetSpan() => new(_start, _length);

    /// <summary>Mapped memory does not move.</summary>
    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _view.Dispose();
        _file.Dispose();
    }
}
