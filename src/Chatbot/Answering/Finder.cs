using Chatbot.Search;

namespace Chatbot.Answering;

/// <summary>Gathers evidence for a question. It decides nothing: that is the <see cref="Answerer"/>'s work.</summary>
internal sealed class Finder(AnswerIndex index)
{
    /// <summary>As measured in design: the nearest 20 questions vote for their facts.</summary>
    private const int Voters = 20;

    /// <summary>How many passages of the word search take part.</summary>
    private const int PassageCount = 10;

    /// <summary>What the best passage by words counts, in votes of a perfectly like question.</summary>
    private const double WordWeight = 1.0;

    /// <summary>What a vote counts for a fact that a question does not name first. Held-out questions: first fact quoted 0.592 at 1, 0.602 at 0.7.</summary>
    private const double FurtherFact = 0.7;

    /// <param name="text">The visitor's question.</param>
    /// <param name="context">For a follow-up: an authored question that stands for what was asked before; null otherwise.</param>
    public Findings Find(string text, string? context)
    {
        var asked = context is null ? text : $"{text} {context}";
        var nearest = index.Questions.Nearest(asked, Voters);
        var unanswerable = index.Unanswerable.Nearest(text, 1);
        var passages = index.Passages.Search(asked, new SearchOptions { Top = PassageCount });

        var facts = CountVotes(nearest);
        return new Findings
        {
            Ranked = Rank(nearest, passages),
            Facts = [.. facts.OrderByDescending(vote => vote.Value).ThenBy(vote => vote.Key, StringComparer.Ordinal)],
            Answerable = nearest.Count > 0 ? nearest[0].Similarity : 0,
            Unanswerable = unanswerable.Count > 0 ? unanswerable[0].Similarity : 0,
            UnanswerableKind = unanswerable.Count > 0 ? index.Library.Unanswerable[unanswerable[0].Label].Kind : null,
            NearestQuestion = nearest.Count > 0 ? index.Library.Questions[nearest[0].Label].Text : null,
            Passages = passages,
        };
    }

    /// <summary>
    /// One question has one vote for a sentence, however many of its facts stand there: else a sentence that lists many
    /// would win whenever one of them is asked for.
    /// </summary>
    private double Vote(NearestText near, Chatbot.Knowledge.Sentence sentence)
    {
        var asked = index.Library.Questions[near.Label].Facts;
        var share = sentence.Facts.Contains(asked[0], StringComparer.Ordinal) ? 1
            : asked.Any(fact => sentence.Facts.Contains(fact, StringComparer.Ordinal)) ? FurtherFact
            : 0;
        return share * near.Similarity * near.Similarity;
    }

    private Dictionary<string, double> CountVotes(IReadOnlyList<NearestText> nearest)
    {
        var votes = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var near in nearest)
        {
            // The square lets one very like question outvote several vaguely like ones.
            foreach (var fact in index.Library.Questions[near.Label].Facts)
                votes[fact] = votes.GetValueOrDefault(fact) + (near.Similarity * near.Similarity);
        }

        return votes;
    }

    private List<RankedSentence> Rank(IReadOnlyList<NearestText> nearest, SearchResults passages)
    {
        var words = WordEvidence(passages);
        var ranked = new List<RankedSentence>();
        foreach (var place in index.Sentences)
        {
            var votes = nearest.Sum(near => Vote(near, place.Sentence));
            var word = words.GetValueOrDefault(place.Sentence) * WordWeight;
            if (votes + word > 0)
                ranked.Add(new RankedSentence(place, votes + word, votes, word));
        }

        ranked.Sort((a, b) => b.Score != a.Score ? b.Score.CompareTo(a.Score) : ComparePlaces(a.Place, b.Place));
        return ranked;
    }

    /// <summary>The best window of each passage found by words, weighted by the passage's share of the best score.</summary>
    private Dictionary<Chatbot.Knowledge.Sentence, double> WordEvidence(SearchResults results)
    {
        var evidence = new Dictionary<Chatbot.Knowledge.Sentence, double>(ReferenceEqualityComparer.Instance);
        if (results.Hits.Count == 0)
            return evidence;
        foreach (var hit in results.Hits)
        {
            var passage = index.Passage(hit.Id);
            var text = index.Library.Find(passage.ArticleId)!.Text[passage.Start..passage.End];
            var ranges = passage.Sentences.Select(s => new TextRange(s.Start - passage.Start, s.End - passage.Start)).ToList();
            var window = Highlighter.Best(text, ranges, results.Query, maxSentences: 1);
            for (var i = 0; i < ranges.Count; i++)
            {
                if (ranges[i].Start >= window.Range.Start && ranges[i].End <= window.Range.End)
                    evidence[passage.Sentences[i]] = hit.Score / results.Evidence.MaximumScore;
            }
        }

        return evidence;
    }

    private static int ComparePlaces(SentenceRef a, SentenceRef b)
    {
        var byArticle = string.CompareOrdinal(a.Article.Id, b.Article.Id);
        return byArticle != 0 ? byArticle : a.Sentence.Start.CompareTo(b.Sentence.Start);
    }
}
