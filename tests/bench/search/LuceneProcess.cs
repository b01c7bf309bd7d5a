using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Chatbot.SearchBench;

/// <summary>Lucene in a process of its own, which searches when told to; see LuceneBench.java.</summary>
internal sealed class LuceneProcess : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lucene-bench-").FullName;
    private readonly Process _java;
    private readonly BinaryWriter _input;
    private readonly BinaryReader _output;
    private readonly int _queries;

    public LuceneProcess(string classPath, IReadOnlyList<string> passages, IReadOnlyList<string> queries)
    {
        _queries = queries.Count;
        _java = Process.Start(new ProcessStartInfo("java", ["-Xmx4g", "-cp", classPath, "LuceneBench", _folder])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _input = new BinaryWriter(new BufferedStream(_java.StandardInput.BaseStream, 1 << 20));
        _output = new BinaryReader(_java.StandardOutput.BaseStream);
        Write(passages);
        Write(queries);
        _input.Flush();
        BuildSeconds = _output.ReadInt64() / 1000.0;
        IndexBytes = _output.ReadInt64();
        _output.ReadInt64();
    }

    public double BuildSeconds { get; }

    public long IndexBytes { get; }

    /// <summary>Microseconds of each query.</summary>
    public IReadOnlyList<double> Round()
    {
        _input.Write((byte)1);
        _input.Flush();
        var times = new double[_queries];
        for (var i = 0; i < times.Length; i++)
            times[i] = _output.ReadInt32() / 1000.0;
        _output.ReadInt64();
        return times;
    }

    public void Dispose()
    {
        _input.Write((byte)0);
        _input.Flush();
        _java.StandardInput.Close();
        _java.WaitForExit();
        _java.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Write(IReadOnlyList<string> texts)
    {
        _input.Write(texts.Count);
        foreach (var text in texts)
        {
            _input.Write(text.Length);
            _input.Write(MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }
}
