namespace Chatbot.Search;

/// <summary>Which documents are about one thing: topics are numbered from 0 in the order of their first document.</summary>
internal sealed class TopicMap
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<int> _topicOf = [];

    public int Count { get; private set; }

    /// <summary>The topic of a document by its ordinal.</summary>
    public int this[int document] => _topicOf[document];

    /// <summary>Notes the next document's topic; null stands for one of its own.</summary>
    public void Add(string? topic)
    {
        if (topic is null || !_numbers.TryGetValue(topic, out var number))
        {
            number = Count++;
            if (topic is not null)
                _numbers.Add(topic, number);
        }

        _topicOf.Add(number);
    }
}
