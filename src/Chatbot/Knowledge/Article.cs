namespace Chatbot.Knowledge;

/// <summary>One source article. Every offset in it counts UTF-16 units of <see cref="Text"/>, half-open.</summary>
internal sealed record Article
{
    /// <summary>Slug, equal to the file's name without <c>.md</c>; part of every link.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>The clinic that published the source, as shown to the visitor.</summary>
    public required string Source { get; init; }

    /// <summary>What visitors call the clinic, its towns and the people its article quotes: naming one keeps to this article.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public required DateOnly Reviewed { get; init; }

    public required DateOnly ReviewBy { get; init; }

    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>The whole file with line ends as \n: what a snippet is a slice of.</summary>
    public required string Text { get; init; }

    public required IReadOnlyList<Section> Sections { get; init; }
}

/// <summary>A heading and the passages below it.</summary>
internal sealed record Section
{
    public required string Heading { get; init; }

    public required IReadOnlyList<Passage> Passages { get; init; }
}

/// <summary>A paragraph or a bullet: what the index ranks.</summary>
internal sealed record Passage
{
    /// <summary>Article id and ordinal, <c>gateway-solutions/p7</c>; ties are broken by it.</summary>
    public required string Id { get; init; }

    public required string ArticleId { get; init; }

    public required string Heading { get; init; }

    public required bool IsBullet { get; init; }

    public required int Start { get; init; }

    public required int End { get; init; }

    public required IReadOnlyList<Sentence> Sentences { get; init; }
}

/// <summary>One sentence, the smallest thing that is quoted, and the facts that it states.</summary>
internal sealed record Sentence
{
    /// <summary>Anchor within the article's page, <c>s41</c>, counted from 1 through the article.</summary>
    public required string Anchor { get; init; }

    public required int Start { get; init; }

    public required int End { get; init; }

    /// <summary>Fact marks, <c>001-36</c>, that tie authored questions and differing points to this sentence.</summary>
    public required IReadOnlyList<string> Facts { get; init; }
}
