namespace Chatbot.Commands;

/// <summary>The keys of the facts and the clinics of the sources, from <c>facts.tsv</c> (tab-separated, no quoting).</summary>
internal sealed class GoldFacts
{
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

    /// <summary>Reads <c>facts.tsv</c> from the folder of one of the files; null when none has it.</summary>
    public static GoldFacts? Find(IEnumerable<string> files)
    {
        var path = files.Select(file => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, "facts.tsv")).FirstOrDefault(File.Exists);
        if (path is null)
            return null;
        var facts = new GoldFacts();
        foreach (var cells in File.ReadLines(path).Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t')))
        {
            facts._keys[cells[0]] = cells[5];
            facts._sources[cells[2]] = cells[1];
        }

        return facts;
    }

    public string KeyOf(string fact) => _keys[fact];

    /// <summary>The source's number for a clinic's name; empty for a clinic that is no source.</summary>
    public string SourceOf(string clinic) => _sources.GetValueOrDefault(clinic, "");
}
