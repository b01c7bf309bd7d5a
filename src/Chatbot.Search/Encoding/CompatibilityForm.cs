using System.Globalization;
using System.Text;

namespace Chatbot.Search.Encoding;

/// <summary>
/// Unicode's NFKC (UAX #15) from data of our own: with invariant globalization the runtime leaves texts as they are.
/// Han and Hangul are not touched; the vocabulary knows neither.
/// </summary>
internal sealed class CompatibilityForm
{
    private const string HexSeparator = " ";

    private readonly Dictionary<int, int[]> _decompositions = [];
    private readonly Dictionary<(int First, int Second), int> _compositions = [];
    private readonly Dictionary<int, int> _classes = [];

    private CompatibilityForm()
    {
    }

    /// <param name="data">Lines D, C and M as <c>weights/normalisation.mjs</c> writes them.</param>
    /// <exception cref="FormatException">A line of another shape.</exception>
    public static CompatibilityForm Parse(string data)
    {
        var form = new CompatibilityForm();
        foreach (var line in data.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
                continue;
            var tab = line[2..].IndexOf('\t') + 2;
            var left = line[2..tab];
            var right = CodePoints(line[(tab + 1)..]);
            switch (line[0])
            {
                case 'D':
                    form._decompositions.Add(CodePoints(left)[0], right);
                    break;
                case 'C':
                    var pair = CodePoints(left);
                    form._compositions.Add((pair[0], pair[1]), right[0]);
                    break;
                case 'M':
                    var rank = int.Parse(left, NumberStyles.None, CultureInfo.InvariantCulture);
                    foreach (var mark in right)
                        form._classes.Add(mark, rank);
                    break;
                default:
                    throw new FormatException($"A line of the normalisation begins with '{line[0]}'");
            }
        }

        return form;
    }

    public string Of(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var codes = new List<int>(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            // A lone surrogate stays what it is.
            var code = char.IsSurrogatePair(text, i) ? char.ConvertToUtf32(text[i], text[++i]) : text[i];
            if (_decompositions.TryGetValue(code, out var parts))
                codes.AddRange(parts);
            else
                codes.Add(code);
        }

        Order(codes);
        Compose(codes);
        var result = new StringBuilder(codes.Count + 8);
        foreach (var code in codes)
        {
            if (code > char.MaxValue)
                result.Append(char.ConvertFromUtf32(code));
            else
                result.Append((char)code);
        }

        return result.ToString();
    }

    /// <summary>Marks behind a base are sorted by class, marks of one class keep their order.</summary>
    private void Order(List<int> codes)
    {
        for (var i = 1; i < codes.Count; i++)
        {
            var code = codes[i];
            var rank = Class(code);
            if (rank == 0)
                continue;
            var at = i;
            for (; at > 0 && Class(codes[at - 1]) > rank; at--)
                codes[at] = codes[at - 1];
            codes[at] = code;
        }
    }

    /// <summary>A mark joins the last base unless one of the same or a higher class, or another base, stands between.</summary>
    private void Compose(List<int> codes)
    {
        var starter = -1;
        var before = 0;
        var length = 0;
        for (var i = 0; i < codes.Count; i++)
        {
            var code = codes[i];
            var rank = Class(code);
            var adjacent = starter == length - 1;
            if (starter >= 0 && (adjacent || before < rank) && _compositions.TryGetValue((codes[starter], code), out var composite))
            {
                codes[starter] = composite;
                continue;
            }

            if (rank == 0)
                starter = length;
            before = rank;
            codes[length++] = code;
        }

        codes.RemoveRange(length, codes.Count - length);
    }

    private int Class(int code) => _classes.GetValueOrDefault(code);

    private static int[] CodePoints(ReadOnlySpan<char> hex)
    {
        var codes = new int[hex.Count(HexSeparator) + 1];
        var i = 0;
        foreach (var part in hex.Split(HexSeparator))
            codes[i++] = int.Parse(hex[part], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return codes;
    }
}
