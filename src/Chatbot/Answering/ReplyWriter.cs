using Chatbot.Knowledge;

namespace Chatbot.Answering;

/// <summary>
/// Puts together what the articles say to a question: quotations, or every position where the sources differ, the counterpart
/// of a one-sided claim, and never side effects without the serious ones.
/// </summary>
internal sealed class ReplyWriter(AnswerIndex index)
{
    /// <summary>A point is brought up only when its facts are clearly asked for.</summary>
    private const double LeastForDifference = 0.2;

    /// <summary>Facts that are asked for at least this much as the first one decide together which point is meant.</summary>
    private const double LeadingShare = 0.4;

    /// <summary>A position is moved to the front when it is asked for this many times as much as the one that stands there.</summary>
    private const double LeadsFrom = 1.25;

    private readonly Library _library = index.Library;

    /// <summary>All positions where the sources differ in what is asked for, else the best quotations.</summary>
    /// <param name="parts">What stands before them; is added to.</param>
    /// <param name="findings">What was found; it holds a ranked sentence.</param>
    /// <param name="first">The number of the first quotation.</param>
    public Reply Say(List<ReplyPart> parts, Findings findings, int first = 1) =>
        Differing(findings) is { } difference ? AllPositions(parts, AskedForFirst(difference, findings), first) : Quoted(parts, findings, first);

    private Reply Quoted(List<ReplyPart> parts, Findings findings, int first)
    {
        var composer = new Composer(index);
        var quotes = composer.Compose(findings.Ranked, first);
        parts.AddRange(quotes);
        var cited = CitedFacts(quotes);
        var next = first + quotes.Count;
        (int Count, int Of)? mentions = findings.Article is null ? (composer.Mentions(findings.Ranked), _library.Articles.Count) : null;
        if (mentions is { } counted)
            parts.Add(Words(counted.Count == 1 ? "answer.count-one" : "answer.count", ("n", $"{counted.Count}"), ("total", $"{counted.Of}")));
        foreach (var pair in _library.Counterparts.Where(pair => pair.Claims.Any(cited.Contains) && !pair.Beside.Any(cited.Contains)))
        {
            if (composer.QuoteFacts(pair.Beside, articleId: null, next).FirstOrDefault() is not { } beside)
                continue;
            parts.Add(Words("answer.counterpart"));
            parts.Add(beside);
            cited.UnionWith(CitedFacts([beside]));
            next++;
        }

        parts.AddRange(SeriousRisks(composer, cited, next));
        return new Reply { Kind = ReplyKind.Answer, Rule = "answer", Parts = parts, Mentions = mentions };
    }

    /// <summary>An answer about side effects never stands without the serious ones and what to do about them.</summary>
    private IEnumerable<ReplyPart> SeriousRisks(Composer composer, HashSet<string> cited, int next)
    {
        var topics = cited.Select(index.TopicOf).ToHashSet(StringComparer.Ordinal);
        if (!topics.Contains("side-effects") && !topics.Contains("serious-risks"))
            yield break;
        if (!SeriousMarks.Any(cited.Contains) && composer.QuoteFacts(SeriousFacts, articleId: null, next).FirstOrDefault() is { } serious)
        {
            yield return Words("answer.serious-lead");
            yield return serious;
        }

        yield return Words("answer.serious-now");
    }

    private Reply AllPositions(List<ReplyPart> parts, Difference difference, int first)
    {
        var composer = new Composer(index);
        if (string.Equals(difference.Topic, "driving", StringComparison.Ordinal) && _library.Clinic.DrivingRule is { } rule)
        {
            parts.Add(Words("differ.our-rule"));
            parts.Add(new ClinicFact("driving rule", rule));
        }

        parts.Add(Words("differ.lead", ("measures", difference.Measures)));
        var number = first;
        foreach (var position in difference.Positions)
        {
            foreach (var quote in composer.QuoteFacts(position.Facts, position.Article, number))
            {
                parts.Add(quote);
                number++;
            }
        }

        parts.AddRange(SeriousRisks(composer, CitedFacts(parts.OfType<Quote>()), number));
        parts.Add(Words("differ.ask"));
        return new Reply { Kind = ReplyKind.Differ, Rule = $"differ:{difference.Id}", Parts = parts, Topic = difference.Topic, Difference = difference };
    }

    /// <summary>The point that the best facts bring up: one that holds the larger part of their votes.</summary>
    private Difference? Differing(Findings findings)
    {
        if (findings.Facts.Count == 0 || findings.NamesArticle || findings.FactScore < LeastForDifference)
            return null;
        var leading = findings.Facts.TakeWhile(vote => vote.Value >= findings.Facts[0].Value * LeadingShare).ToList();
        var total = leading.Sum(vote => vote.Value);
        return _library.Differences
            .Select(difference => (Difference: difference, Share: leading.Where(vote => difference.Triggers.Contains(vote.Key, StringComparer.Ordinal)).Sum(vote => vote.Value) / total))
            .Where(candidate => candidate.Share > 0.6 && candidate.Difference.Triggers.Contains(leading[0].Key, StringComparer.Ordinal))
            .OrderByDescending(candidate => candidate.Share)
            .ThenBy(candidate => candidate.Difference.Id, StringComparer.Ordinal)
            .Select(candidate => candidate.Difference)
            .FirstOrDefault();
    }

    /// <summary>
    /// The position that the question clearly asks for stands first, and in it the sentence that it asks for; the others keep
    /// their order. A question that asks for all about equally gets them as listed, most cautious first.
    /// </summary>
    private static Difference AskedForFirst(Difference difference, Findings findings)
    {
        if (difference.CautiousFirst)
            return difference;
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var sentence in findings.Ranked)
        {
            foreach (var fact in sentence.Place.Sentence.Facts)
                scores[fact] = Math.Max(scores.GetValueOrDefault(fact), sentence.Score);
        }

        var leading = difference.Positions.MaxBy(Score)!;
        if (Score(leading) < Score(difference.Positions[0]) * LeadsFrom)
            return difference;
        var direct = leading with { Facts = [.. leading.Facts.OrderByDescending(fact => scores.GetValueOrDefault(fact))] };
        return difference with { Positions = [direct, .. difference.Positions.Where(position => !ReferenceEquals(position, leading))] };

        double Score(Position position) => position.Facts.Max(fact => scores.GetValueOrDefault(fact));
    }

    private HashSet<string> CitedFacts(IEnumerable<Quote> quotes) =>
        quotes.SelectMany(quote => index.Sentences
                .Where(place => string.Equals(place.Article.Id, quote.Citation.Article, StringComparison.Ordinal)
                    && place.Sentence.Start >= quote.Citation.Start && place.Sentence.End <= quote.Citation.End)
                .SelectMany(place => place.Sentence.Facts))
            .ToHashSet(StringComparer.Ordinal);

    private FixedWords Words(string id, params ReadOnlySpan<(string Name, string Value)> values) => new(id, _library.Replies.Say(id, values));

    /// <summary>The facts of the article section on rare but serious side effects, the sentence that names most of them first.</summary>
    private IReadOnlyList<string> SeriousFacts { get; } = index.Library.Topics.Count == 0 ? [] : SeriousOf(index.Library);

    private static List<string> SeriousOf(Library library) =>
        [.. library.Articles
            .SelectMany(article => article.Sections).SelectMany(section => section.Passages).SelectMany(passage => passage.Sentences)
            .Where(sentence => sentence.Facts.Intersect(SeriousMarks, StringComparer.Ordinal).Any())
            .OrderByDescending(sentence => sentence.Facts.Intersect(SeriousMarks, StringComparer.Ordinal).Count())
            .SelectMany(sentence => sentence.Facts)
            .Distinct(StringComparer.Ordinal)];

    /// <summary>Confusion, breathing, heart, seizures, allergy: the only list of serious effects in the sources.</summary>
    private static readonly string[] SeriousMarks = ["004-99", "004-100", "004-101", "004-102", "004-103"];
}
