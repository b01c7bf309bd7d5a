using System.Globalization;
using System.Text.RegularExpressions;
using Chatbot.Search;
using YamlDotNet.Core;

namespace Chatbot.Knowledge;

/// <summary>
/// Reads one article file. The format is Markdown kept deliberately plain (front matter, headings, one paragraph or
/// bullet a line, and a comment below it that ties sentences to facts), so that a quotation is a slice of the file
/// itself and every fault has a line. <c>knowledge/README.md</c> describes it to those who write.
/// </summary>
internal sealed partial class ArticleReader
{
    private readonly string _file;
    private readonly string _text;
    private readonly List<Section> _sections = [];
    private readonly List<Passage> _passages = [];
    private string _articleId = "";
    private string? _heading;
    private int _headingLine;
    private int _sentenceCount;
    private int _passageCount;

    private ArticleReader(string file, string text) => (_file, _text) = (file, text);

    /// <summary>Reads and validates a file. Throws <see cref="KnowledgeException"/> at the first fault.</summary>
    public static Article Read(string file)
    {
        var text = File.ReadAllText(file).Replace("\r\n", "\n", StringComparison.Ordinal);
        return new ArticleReader(file, text).Read();
    }

    private Article Read()
    {
        var (front, bodyStart, bodyLine) = ReadFrontMatter();
        _articleId = front.Id ?? throw Fault(1, "The front matter has no id.", "Add 'id: name-of-the-file'.");
        if (!string.Equals(_articleId, Path.GetFileNameWithoutExtension(_file), StringComparison.Ordinal))
            throw Fault(2, $"The id '{_articleId}' is not the file's name.", $"Name the file {_articleId}.md, or change the id.");
        if (!SlugPattern().IsMatch(_articleId))
            throw Fault(2, "The id holds other characters than a-z, 0-9 and '-'.", "Choose a plain id; it is part of every link.");

        ReadBody(bodyStart, bodyLine);

        return new Article
        {
            Id = _articleId,
            Title = Required(front.Title, "title"),
            Source = Required(front.Source, "source"),
            Names = front.Names ?? [],
            Reviewed = Date(front.Reviewed, "reviewed"),
            ReviewBy = Date(front.ReviewBy, "review_by"),
            Topics = front.Topics ?? [],
            Text = _text,
            Sections = _sections,
        };
    }

    private (FrontMatter Front, int BodyStart, int BodyLine) ReadFrontMatter()
    {
        if (!_text.StartsWith("---\n", StringComparison.Ordinal))
            throw Fault(1, "The file does not begin with front matter.", "Begin it with a line '---', then id, title, source, reviewed, review_by, topics, then '---'.");
        var end = _text.IndexOf("\n---\n", 3, StringComparison.Ordinal);
        if (end < 0)
            throw Fault(1, "The front matter has no end.", "Close it with a line '---'.");
        var yaml = _text[4..(end + 1)];
        try
        {
            var front = Yaml.Snake.Deserialize<FrontMatter?>(yaml) ?? new FrontMatter();
            return (front, end + 5, yaml.Count(c => c == '\n') + 3);
        }
        catch (YamlException fault)
        {
            throw Fault((int)fault.Start.Line + 1, $"The front matter is not readable: {fault.InnerException?.Message ?? fault.Message}", "Compare it with another article's.");
        }
    }

    private void ReadBody(int start, int line)
    {
        var offset = start;
        foreach (var raw in _text[start..].Split('\n'))
        {
            ReadLine(raw, offset, line);
            offset += raw.Length + 1;
            line++;
        }

        CloseSection();
        if (_sections.Count == 0)
            throw Fault(line - 1, "The article has no section.", "Add a heading '## …' and a paragraph below it.");
    }

    private void ReadLine(string raw, int offset, int line)
    {
        var trimmed = raw.Trim();
        if (trimmed.Length == 0 || trimmed.StartsWith("# ", StringComparison.Ordinal))
            return;
        if (trimmed.StartsWith("## ", StringComparison.Ordinal))
        {
            CloseSection();
            _heading = trimmed[3..].Trim();
            _headingLine = line;
            return;
        }

        var facts = FactsPattern().Match(trimmed);
        if (facts.Success)
            TieFacts(facts.Groups["facts"].Value, line);
        else
            ReadPassage(raw, offset, line);
    }

    private void ReadPassage(string raw, int offset, int line)
    {
        if (_heading is null)
            throw Fault(line, "A paragraph stands before the first section.", "Put a heading '## …' above it.");
        var lead = raw.Length - raw.TrimStart().Length;
        var isBullet = raw.AsSpan(lead).StartsWith("- ", StringComparison.Ordinal);
        var first = lead + (isBullet ? 2 : 0);
        var content = raw[first..].TrimEnd();
        if (MarkupPattern().Match(content) is { Success: true } markup)
            throw Fault(line, $"The text holds Markdown or HTML: {markup.Value}", "Write plain prose: quotations are slices of this text, exactly as it stands.");

        _passageCount++;
        var passageStart = offset + first;
        var sentences = SentenceSplitter.Split(content)
            .Select(range => new Sentence
            {
                Anchor = string.Create(CultureInfo.InvariantCulture, $"s{++_sentenceCount}"),
                Start = passageStart + range.Start,
                End = passageStart + range.End,
                Facts = [],
            })
            .ToList();
        _passages.Add(new Passage
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{_articleId}/p{_passageCount}"),
            ArticleId = _articleId,
            Heading = _heading,
            IsBullet = isBullet,
            Start = passageStart,
            End = passageStart + content.Length,
            Sentences = sentences,
        });
    }

    private void TieFacts(string marks, int line)
    {
        if (_passages.Count == 0)
            throw Fault(line, "A line of facts has no paragraph above it.", "Put it directly below the paragraph whose sentences it ties.");
        var groups = marks.Split('|', StringSplitOptions.TrimEntries);
        var passage = _passages[^1];
        if (groups.Length != passage.Sentences.Count)
        {
            throw Fault(line, $"The line ties {groups.Length} sentences, the paragraph above it has {passage.Sentences.Count}.",
                "Write one group a sentence, in order, with ' | ' between; '-' for a sentence without a fact.");
        }

        _passages[^1] = passage with
        {
            Sentences = [.. passage.Sentences.Select((sentence, i) => sentence with { Facts = Marks(groups[i], line) })],
        };
    }

    private string[] Marks(string group, int line)
    {
        if (group is "-")
            return [];
        var marks = group.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (marks.Length == 0)
            throw Fault(line, "A group of facts is empty.", "Write '-' for a sentence without a fact.");
        return Array.Find(marks, mark => !FactPattern().IsMatch(mark)) is { } bad
            ? throw Fault(line, $"'{bad}' is not a fact's mark.", "A mark has the form 001-36.")
            : marks;
    }

    private void CloseSection()
    {
        if (_heading is not null && _passages.Count == 0)
            throw Fault(_headingLine, $"The section '{_heading}' is empty.", "Write a paragraph below it, or remove it.");
        if (_heading is not null)
            _sections.Add(new Section { Heading = _heading, Passages = [.. _passages] });
        _passages.Clear();
        _heading = null;
    }

    private string Required(string? value, string name) =>
        string.IsNullOrWhiteSpace(value) ? throw Fault(1, $"The front matter has no {name}.", $"Add '{name}: …'.") : value.Trim();

    private DateOnly Date(string? value, string name) =>
        DateOnly.TryParseExact(Required(value, name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw Fault(1, $"'{value}' is not a date.", $"Write {name} as 2026-11-24.");

    private KnowledgeException Fault(int line, string problem, string fix) => new(_file, line, problem, fix);

    [GeneratedRegex(@"^<!--\s*facts:(?<facts>[^>]*)-->$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FactsPattern();

    [GeneratedRegex(@"^[0-9]{3}-[0-9]{2,3}$", RegexOptions.NonBacktracking)]
    private static partial Regex FactPattern();

    [GeneratedRegex(@"^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SlugPattern();

    [GeneratedRegex(@"\*\*|__|\]\(|<[a-zA-Z/!]|^#{1,6}|^[>|`]|^\d+\. ", RegexOptions.NonBacktracking)]
    private static partial Regex MarkupPattern();

    /// <summary>As written; checked field by field so that each fault can say what to do.</summary>
    private sealed record FrontMatter
    {
        public string? Id { get; init; }

        public string? Title { get; init; }

        public string? Source { get; init; }

        public List<string>? Names { get; init; }

        public string? Reviewed { get; init; }

        public string? ReviewBy { get; init; }

        public List<string>? Topics { get; init; }
    }
}
