using Chatbot.Conversations;
using Chatbot.Knowledge;
using Chatbot.Search;

namespace Chatbot.Answering;

/// <summary>
/// Gathers evidence for the questions of one message; the same text is looked up once. It decides nothing: that is the
/// <see cref="Answerer"/>'s work.
/// </summary>
/// <param name="index">Where to look.</param>
/// <param name="state">What the conversation was about before the message.</param>
internal sealed class Finder(AnswerIndex index, ConversationState state)
{
    /// <summary>How many passages of the word search take part.</summary>
    private const int PassageCount = 10;

    /// <summary>What a passage that has all the question's words counts beside facts that are asked for.</summary>
    private const double WordWeight = 0.3;

    /// <summary>How much less the context counts for a question that is certain by itself.</summary>
    private const float OwnCertainty = 0.5f;

    /// <summary>A conversation about one article leaves it when another's facts are asked for this much more.</summary>
    private const float KeepsArticleShare = 0.4f;

    /// <summary>An article has nothing on a question when its best fact is asked for less than this share of the best one of all.</summary>
    private const float SilentShare = 0.1f;

    /// <summary>An article has something on it from this share on.</summary>
    private const float TellsShare = 0.5f;

    /// <summary>So many articles must have something on what another one is said to be silent about.</summary>
    private const int FewestTelling = 2;

    /// <summary>From this many words beside the name on, a message asks for something of its own.</summary>
    private const int FewestOwnWords = 3;

    /// <summary>What a message counts by itself that says little more than a clinic's name.</summary>
    private const float OnlyNamed = 0.3f;

    /// <summary>Facts of another topic are as likely meant from this share of the best one's score on.</summary>
    private const double CloseShare = 0.6;

    /// <summary>Facts worth naming.</summary>
    private const int FactCount = 12;

    private readonly Dictionary<(string Text, string? Article), Findings> _found = [];

    /// <param name="text">The visitor's question, or a part of the message.</param>
    /// <param name="article">The article that another part of the message names; null for none.</param>
    public Findings Find(string text, string? article = null)
    {
        if (!_found.TryGetValue((text, article), out var findings))
            _found.Add((text, article), findings = LookUp(text, article));
        return findings;
    }

    private Findings LookUp(string written, string? namedBefore)
    {
        var text = index.Spelling.Correct(written);
        var named = index.Mentions.Of(text);
        var lean = FollowUp.Lean(state, named?.Without ?? text);
        var context = lean > 0 ? state.LastQuestion : null;
        var own = index.Model.Score(text);
        var scores = named is null ? own.Classes : Bare(own.Classes, named.Value.Without);
        var alone = scores;
        var together = context is null ? null : index.Model.Score(FollowUp.Together(named?.Without ?? text, context));
        if (together is not null)
            scores = FollowUp.Mix(index, scores, together.Classes, state, lean * (1 - (OwnCertainty * Certainty(scores))));
        var article = named?.Article ?? namedBefore ?? KeptArticle(scores);
        var silent = named is { } only && context is not null && FollowUp.AsksNothing(only.Without) && IsSilent(only.Article, context);
        if (article is not null)
            scores = Within(scores, article);
        var words = TreatmentName.Shorten(context is null ? text : $"{text} {context}");
        var passages = index.Passages.Search(words, new SearchOptions { Top = PassageCount });
        var facts = index.Model.Classes.Facts;
        var kind = BestKind(own.Classes);
        List<KeyValuePair<string, double>> asked = [.. Enumerable.Range(0, facts)
            .Where(number => scores[number] > 0.02)
            .OrderByDescending(number => scores[number]).ThenBy(number => number)
            .Take(FactCount)
            .Select(number => KeyValuePair.Create(index.Model.Classes.Names[number], (double)scores[number]))];
        var nearest = Nearest(together ?? own, asked.Count > 0 ? asked[0].Key : null);
        return new Findings
        {
            Ranked = Rank(scores, passages, article),
            Facts = asked,
            Kind = kind < 0 ? null : index.Model.Classes.Kind(kind),
            KindScore = kind < 0 ? 0 : Math.Max(scores.Skip(facts).Sum(), alone.Skip(facts).Sum()),
            Answerable = own.Likeness,
            Unanswerable = own.UnanswerableLikeness,
            NearestQuestion = nearest < 0 ? null : index.Library.Questions[nearest].Text,
            CloseTopics = Close(asked),
            Passages = passages,
            LeansOnContext = context is not null,
            Article = article,
            NamesArticle = (named?.Article ?? namedBefore) is not null,
            ArticleIsSilent = silent,
            ReadAs = ReferenceEquals(text, written) ? null : text,
        };
    }

    /// <summary>How surely the question asks for something by itself, 0 to 1, be it a fact or what no article states.</summary>
    private float Certainty(float[] scores)
    {
        var facts = index.Model.Classes.Facts;
        return Math.Clamp(Math.Max(scores.Take(facts).Max(), scores.Skip(facts).Sum()), 0, 1);
    }

    /// <summary>The article that the conversation kept to, as long as it has something on what is asked now.</summary>
    private string? KeptArticle(float[] scores)
    {
        if (state.Article is not { } article)
            return null;
        return ShareOf(article, scores) >= KeepsArticleShare ? article : null;
    }

    /// <summary>
    /// True when the article has nothing on what the conversation is about, while several others have: what only one tells is
    /// no subject that the rest leave out.
    /// </summary>
    private bool IsSilent(string article, string context)
    {
        if (HasTopic(article))
            return false;
        var asked = index.Model.Score(index.Mentions.Of(context)?.Without ?? context).Classes;
        return ShareOf(article, asked) < SilentShare
            && index.Library.Articles.Count(other => ShareOf(other.Id, asked) >= TellsShare) >= FewestTelling;
    }

    /// <summary>True when the article has any fact of the topic that was spoken of.</summary>
    private bool HasTopic(string article) =>
        state.Topic is null || Enumerable.Range(0, index.ArticleOfFact.Count).Any(number =>
            string.Equals(index.ArticleOfFact[number], article, StringComparison.Ordinal)
            && string.Equals(index.TopicOf(index.Model.Classes.Names[number]), state.Topic, StringComparison.Ordinal));

    /// <summary>How much the article's best fact is asked for, of what the best one of all is.</summary>
    private float ShareOf(string article, float[] scores)
    {
        var (within, all) = (0f, 0f);
        for (var number = 0; number < index.ArticleOfFact.Count; number++)
        {
            all = Math.Max(all, scores[number]);
            if (string.Equals(index.ArticleOfFact[number], article, StringComparison.Ordinal))
                within = Math.Max(within, scores[number]);
        }

        return all > 0 ? within / all : 1;
    }

    private float[] Within(float[] scores, string article)
    {
        var kept = scores.ToArray();
        for (var number = 0; number < index.ArticleOfFact.Count; number++)
        {
            if (!string.Equals(index.ArticleOfFact[number], article, StringComparison.Ordinal))
                kept[number] = 0;
        }

        return kept;
    }

    /// <summary>What is asked for without the clinic's name, half and half with the name; nothing when only the name is said ("and Delray?").</summary>
    private float[] Bare(float[] whole, string without)
    {
        var words = without.Split(' ', StringSplitOptions.RemoveEmptyEntries).Count(word => word.Any(char.IsLetterOrDigit));
        return words >= FewestOwnWords && !FollowUp.AsksNothing(without) ? Mean(whole, index.Model.Score(without).Classes) : Mean(new float[whole.Length], whole.Select(score => score * OnlyNamed).ToArray());
    }

    /// <summary>The nearest question that names this fact first; failing that, the nearest one at all.</summary>
    private int Nearest(QuestionScores scores, string? fact) =>
        fact is not null && scores.NearestNaming[index.Model.Classes.Number(fact)] is >= 0 and var naming ? naming : scores.Nearest;

    private List<string> Close(List<KeyValuePair<string, double>> asked) =>
        [.. asked
            .TakeWhile(fact => fact.Value >= asked[0].Value * CloseShare)
            .Select(fact => index.TopicOf(fact.Key))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)];

    private static float[] Mean(float[] a, float[] b) => [.. a.Select((x, i) => (x + b[i]) / 2)];

    private int BestKind(float[] scores)
    {
        var best = -1;
        for (var number = index.Model.Classes.Facts; number < scores.Length; number++)
        {
            if (best < 0 || scores[number] > scores[best])
                best = number;
        }

        return best;
    }

    private List<RankedSentence> Rank(float[] scores, SearchResults passages, string? article)
    {
        var words = WordEvidence(passages);
        var ranked = new List<RankedSentence>(index.Sentences.Count);
        for (var i = 0; i < index.Sentences.Count; i++)
        {
            var place = index.Sentences[i];
            if (article is not null && !string.Equals(place.Article.Id, article, StringComparison.Ordinal))
                continue;
            var asked = 0f;
            foreach (var number in index.FactNumbers[i])
                asked = Math.Max(asked, scores[number]);
            var word = words.GetValueOrDefault(place.Sentence) * WordWeight;
            if (asked + word > 0.02)
                ranked.Add(new RankedSentence(place, asked + word, asked, word));
        }

        ranked.Sort((a, b) => b.Score != a.Score ? b.Score.CompareTo(a.Score) : ComparePlaces(a.Place, b.Place));
        return ranked;
    }

    /// <summary>The best sentence of each passage found by words, weighted by the passage's share of the best score.</summary>
    private Dictionary<Sentence, double> WordEvidence(SearchResults results)
    {
        var evidence = new Dictionary<Sentence, double>(ReferenceEqualityComparer.Instance);
        var weights = Highlighter.Weights(results.Query);
        foreach (var hit in results.Hits)
            evidence[index.BestSentence(hit.Id, weights)] = hit.Score / results.Evidence.MaximumScore;
        return evidence;
    }

    private static int ComparePlaces(SentenceRef a, SentenceRef b)
    {
        var byArticle = string.CompareOrdinal(a.Article.Id, b.Article.Id);
        return byArticle != 0 ? byArticle : a.Sentence.Start.CompareTo(b.Sentence.Start);
    }
}
