namespace Chatbot.Search.Tests;

/// <summary>Indexes to search in.</summary>
internal static class Some
{
    public static CommonWords English { get; } = CommonWords.Read(["# comment", "= 1", "what", "the", "can", "home", "hours", "= 2", "mortgage", "massage", "window", "nearly", "= 3", "submarine"]);

    /// <summary>The full query over a few passages, two of which share a topic.</summary>
    public static SearchIndex Clinic(Func<SearchSchema, SearchSchema>? change = null)
    {
        var schema = PassageIndexBuilder.Schema(SynonymMap.Create([new Synonym("vomit", "nausea", 0.6), new Synonym("sick to my stomach", "nausea", 0.8)]), new Spelling { Words = English });
        var builder = new PassageIndexBuilder(change?.Invoke(schema) ?? schema);
        builder.Add(new SearchPassage("drive-1", "Driving home", "Somebody has to drive you home in a car after the infusion."));
        builder.Add(new SearchPassage("drive-2", "Driving home", "A taxi alone is not enough; a friend should come along."));
        builder.Add(new SearchPassage("nausea", "Nausea", "Some people feel nausea; ondansetron eases it. Blood pressure is watched."));
        builder.Add(new SearchPassage("length", "How long it takes", "The infusion takes forty minutes. Pressure of time there is none, and blood is not drawn."));
        builder.Add(new SearchPassage("bare", "", "Ketamine is an anaesthetic."));
        return builder.Build();
    }

    /// <summary>One field of made-up words as frequent as words are (Zipf).</summary>
    public static SearchIndex Zipf(int documents, int vocabulary, int seed)
    {
        var builder = new SearchIndexBuilder(new SearchSchema { Fields = [new SearchField { Name = "text" }] });
        var random = new Random(seed);
        for (var i = 0; i < documents; i++)
            builder.Add(new SearchDocument($"{i}", [ZipfWords(random, vocabulary, random.Next(30))]));
        return builder.Build();
    }

    public static string ZipfWords(Random random, int vocabulary, int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(_ => $"w{(int)Math.Pow(vocabulary, random.NextDouble())}"));
}
