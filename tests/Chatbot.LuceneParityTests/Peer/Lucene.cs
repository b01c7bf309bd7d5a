using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Chatbot.LuceneParityTests;

/// <summary>
/// Real Lucene 8 in a process of its own: tests/peers/lucene compiled once against Debian's jars. Its protocol stands at
/// the top of LucenePeer.java.
/// </summary>
public sealed class Lucene : IDisposable
{
    private const string Needs = "Debian's openjdk-17-jdk-headless and liblucene8-java are needed; tests/run installs them.";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly string Sources = Repository.Path("tests/peers/lucene");

    private readonly string _folder = Directory.CreateTempSubdirectory("lucene-peer-").FullName;
    private readonly string _jars;

    public Lucene()
    {
        _jars = string.Join(Path.PathSeparator, Jar("lucene-core-8.*.jar"), Jar("lucene-analyzers-common-8.*.jar"));
        Run("javac", [], "-d", _folder, "-cp", _jars, Path.Combine(Sources, "LucenePeer.java"), Path.Combine(Sources, "WordBreakTables.java"));
    }

    /// <summary>The tokens of each text; <paramref name="stopWord"/> is one more stop word.</summary>
    public IReadOnlyList<IReadOnlyList<Search.Token>> Tokens(IReadOnlyList<string> texts, string? stopWord = null)
    {
        var answer = Ask(Message(texts), stopWord is null ? ["tokens"] : ["tokens", "--stop", stopWord]);
        var result = new List<IReadOnlyList<Search.Token>>(texts.Count);
        for (var text = 0; text < texts.Count; text++)
        {
            var tokens = new Search.Token[answer.ReadInt32()];
            for (var i = 0; i < tokens.Length; i++)
            {
                var (position, start, end) = (answer.ReadInt32(), answer.ReadInt32(), answer.ReadInt32());
                var units = answer.ReadBytes(answer.ReadInt32() * sizeof(char));
                tokens[i] = new Search.Token(new string(MemoryMarshal.Cast<byte, char>(units)), position, start, end);
            }

            result.Add(tokens);
        }

        return result;
    }

    /// <summary>The best ten documents of each query, by their number.</summary>
    public IReadOnlyList<IReadOnlyList<Ranked>> Rank(IReadOnlyList<string> documents, IReadOnlyList<string> queries, double k1 = 1.2)
    {
        var answer = Ask([.. Message(documents), .. Message(queries)], ["rank", "--k1", $"{k1}"]);
        var result = new List<IReadOnlyList<Ranked>>(queries.Count);
        for (var query = 0; query < queries.Count; query++)
        {
            var hits = new Ranked[answer.ReadInt32()];
            for (var i = 0; i < hits.Length; i++)
                hits[i] = new Ranked(answer.ReadInt32(), answer.ReadSingle());
            result.Add(hits);
        }

        return result;
    }

    /// <summary>What the generator of the engine's word tables writes.</summary>
    public string WordBreakTables() => Encoding.UTF8.GetString(Run("java", [], "-cp", ClassPath, "WordBreakTables"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string ClassPath => string.Join(Path.PathSeparator, _jars, _folder);

    private BinaryReader Ask(byte[] message, string[] arguments) =>
        new(new MemoryStream(Run("java", message, ["-cp", ClassPath, "LucenePeer", .. arguments])));

    private static byte[] Message(IReadOnlyList<string> texts)
    {
        var message = new MemoryStream();
        using var writer = new BinaryWriter(message);
        writer.Write(texts.Count);
        foreach (var text in texts)
        {
            writer.Write(text.Length);
            writer.Write(MemoryMarshal.AsBytes(text.AsSpan()));
        }

        return message.ToArray();
    }

    private static string Jar(string pattern)
    {
        const string folder = "/usr/share/java";
        var found = Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];
        return found.Length == 1 ? found[0] : throw new InvalidOperationException($"{found.Length} files are called {pattern}. {Needs}");
    }

    private static byte[] Run(string program, byte[] input, params string[] arguments)
    {
        using var process = new Process { StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false } };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new InvalidOperationException($"{program} does not start. {Needs}", fault);
        }

        var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        var complaints = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException) when (process.WaitForExit(Patience))
        {
            // It ended before it had read everything; its exit code and complaint are told below.
        }

        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} took longer than {Patience}.");
        }

        Task.WaitAll(reading, complaints);
        return process.ExitCode == 0 ? output.ToArray() : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {complaints.Result}");
    }
}

/// <summary>A document by its number and its score.</summary>
public readonly record struct Ranked(int Document, float Score);
